import { contentKey, letters } from '../../common/numbers';
import type { Db } from '../../store/database';
import type { Twin } from '../../twin';
import type { Refusal } from '../common/agency';
import { lock } from '../common/postings';
import { type Body, numberField, selectionField, textField } from '../common/requests';
import { personOf } from '../common/seeded';
import { dayWords, slotOf } from './choices';
import { AGENCY, findHold, type Hold, type HoldContent, hasPlace, isCard, takenPlaces } from './holds';
import { DEPARTMENTS, doctorDay, HOSPITALS, SESSIONS, type Slot, slotKey, startOf, termsOf } from './places';

const HOLD_MS = 10 * 60_000;

type Refused = { is: 'refused'; why: Refusal | 'hold_differs' | 'hold_over' };

/** `hold`: keeps a place for ten minutes, once by its number. */
export async function hold(twin: Twin, body: Body): Promise<object> {
  const holdNo = numberField(body, 'hold_no');
  const account = textField(body, 'account');
  const selection = selectionField(body);
  const key = contentKey({ account, selection });
  return twin.change(async (db) => {
    await lock(db, AGENCY, holdNo);
    const now = twin.now();
    const known = await findHold(db, 'hold_no', holdNo);
    if (known) return again(known, key, now);
    if (!isCard(account)) return refused('account_unknown');
    const slot = slotOf(selection, now);
    if (!slot) return refused('selection_unknown');
    // The patient before the slot, here and in `fulfil`, so that nobody waits in a circle.
    await lock(db, AGENCY, account);
    await lock(db, AGENCY, slotKey(slot));
    if (await hasPlace(db, doctorDay(slot), account, now, holdNo)) return refused('limit_reached');
    if ((await takenPlaces(db, slotKey(slot), now)) >= slot.doctor.places) return refused('sold_out');
    return keep(db, { holdNo, account, key, slot, now });
  });
}

/** `release`: gives a place back that no order lives on; a number that never came is burnt. */
export async function release(twin: Twin, body: Body): Promise<{ is: 'released' } | { is: 'refused'; why: 'hold_used' }> {
  const holdNo = numberField(body, 'hold_no');
  return twin.change(async (db) => {
    await lock(db, AGENCY, holdNo);
    const known = await findHold(db, 'hold_no', holdNo);
    if (known?.account) await lock(db, AGENCY, known.account);
    const fresh = await findHold(db, 'hold_no', holdNo);
    if (fresh?.order_no) return { is: 'refused', why: 'hold_used' };
    await db.query(
      `insert into twin.holds (agency, hold_no, state) values ($1, $2, 'released') on conflict (agency, hold_no) do update set state = 'released'`,
      [AGENCY, holdNo],
    );
    return { is: 'released' };
  });
}

function again(known: Hold, key: string, now: Date): object {
  if (known.content_key !== null && known.content_key !== key) return refused('hold_differs');
  const over = known.state === 'released' || known.content === null || (!known.order_no && known.valid_until !== null && known.valid_until <= now);
  return over || !known.content ? refused('hold_over') : known.content.answer;
}

async function keep(db: Db, of: { holdNo: string; account: string; key: string; slot: Slot; now: Date }): Promise<object> {
  const { holdNo, account, key, slot, now } = of;
  const validUntil = new Date(now.getTime() + HOLD_MS);
  const quoteRef = `HQ${letters(20).toUpperCase()}`;
  const cancel = termsOf(slot);
  const starts = startOf(slot).toISOString();
  const answer = {
    is: 'held',
    quote_ref: quoteRef,
    amount_fen: slot.doctor.price_fen,
    valid_until: validUntil.toISOString(),
    holder: personOf(AGENCY, account).zh,
    title: DEPARTMENTS[slot.department],
    facts: factsOf(slot),
    starts_at: starts,
    cancel,
  };
  const content: HoldContent = { answer, cancel, starts_at: starts, places: slot.doctor.places };
  await db.query(
    `insert into twin.holds (agency, hold_no, content_key, account, slot, once, quote_ref, amount_fen, state, valid_until, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'held', $9, $10)`,
    [AGENCY, holdNo, key, account, slotKey(slot), doctorDay(slot), quoteRef, slot.doctor.price_fen, validUntil, JSON.stringify(content)],
  );
  return answer;
}

function factsOf(slot: Slot): object[] {
  const { words } = SESSIONS[slot.session];
  const day = dayWords(slot.day);
  return [
    { label: { zh: '医院', en: 'Hospital' }, value: HOSPITALS[slot.hospital] },
    {
      label: { zh: '医生', en: 'Doctor' },
      value: { zh: `${slot.doctor.name.zh} ${slot.doctor.grade.zh}`, en: `${slot.doctor.name.en}, ${slot.doctor.grade.en}` },
    },
    { label: { zh: '时间', en: 'Time' }, value: { zh: `${day.zh}${words.zh}`, en: `${day.en}, ${words.en}` } },
  ];
}

function refused(why: Refused['why']): Refused {
  return { is: 'refused', why };
}
