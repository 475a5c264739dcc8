import { type Fen, showFen } from '../../../src/contract/money';
import { beijing } from '../../../src/contract/time';
import type { Twin } from '../../twin';
import type { Words } from '../common/agency';
import { type Body, type Selection, selectionField } from '../common/requests';
import { takenBySlot } from './holds';
import { DEPARTMENTS, type Doctor, daysOf, doctorsOf, HOSPITALS, SESSIONS, type Slot, slotKey, startOf, termsOf } from './places';

interface Choice {
  readonly key: string;
  readonly title: Words;
  readonly note: Words | null;
  readonly amount_fen: Fen | null;
  readonly left: number | null;
}

export type Choices = { is: 'found'; part: string | null; choices: Choice[] } | { is: 'not_found' };

/** `lookup`: what can be chosen next, in the order hospital, department, doctor, day, session. */
export async function choices(twin: Twin, body: Body): Promise<Choices> {
  const selection = selectionField(body);
  const now = twin.now();
  const [hospital, department] = [keyOf(selection, 'hospital'), keyOf(selection, 'department')];
  if (!hospital) return found('hospital', plain(HOSPITALS));
  if (!Object.hasOwn(HOSPITALS, hospital)) return { is: 'not_found' };
  if (!department) return found('department', plain(DEPARTMENTS));
  if (!Object.hasOwn(DEPARTMENTS, department)) return { is: 'not_found' };
  const doctors = doctorsOf(hospital, department);
  const taken = await takenBySlot(twin.pool, `${hospital} ${department} `, now);
  const leftOf = (slots: readonly Slot[]): number =>
    slots.reduce((sum, slot) => sum + Math.max(0, slot.doctor.places - (taken.get(slotKey(slot)) ?? 0)), 0);
  const sessionsOn = (doctor: Doctor, day: string): Slot[] =>
    (['am', 'pm'] as const).map((session) => ({ hospital, department, doctor, day, session }));
  const key = keyOf(selection, 'doctor');
  if (!key)
    return found(
      'doctor',
      doctors.map((one) => {
        const slots = daysOf(hospital, department, one, now).flatMap((day) => sessionsOn(one, day));
        return { key: one.key, title: one.name, note: one.grade, amount_fen: one.price_fen, left: leftOf(slots) };
      }),
    );
  const doctor = doctors.find((one) => one.key === key);
  if (!doctor) return { is: 'not_found' };
  const days = daysOf(hospital, department, doctor, now);
  const day = keyOf(selection, 'day');
  if (!day)
    return found(
      'day',
      days.map((one) => ({ key: one, title: dayWords(one), note: null, amount_fen: doctor.price_fen, left: leftOf(sessionsOn(doctor, one)) })),
    );
  if (!days.includes(day)) return { is: 'not_found' };
  if (keyOf(selection, 'session')) return slotOf(selection, now) ? found(null, []) : { is: 'not_found' };
  return found(
    'session',
    sessionsOn(doctor, day).map((slot) => ({
      key: slot.session,
      title: SESSIONS[slot.session].words,
      note: cancelWords(slot, now),
      amount_fen: doctor.price_fen,
      left: leftOf([slot]),
    })),
  );
}

/** The slot that a whole selection names, if the doctor sits then. */
export function slotOf(selection: Selection, now: Date): Slot | undefined {
  const [hospital = '', department = '', key, day = '', session] = ['hospital', 'department', 'doctor', 'day', 'session'].map((part) =>
    keyOf(selection, part),
  );
  if (!Object.hasOwn(HOSPITALS, hospital) || !Object.hasOwn(DEPARTMENTS, department)) return undefined;
  const doctor = doctorsOf(hospital, department).find((one) => one.key === key);
  if (!doctor || (session !== 'am' && session !== 'pm')) return undefined;
  const slot = { hospital, department, doctor, day, session } as const;
  return daysOf(hospital, department, doctor, now).includes(day) && startOf(slot) > now ? slot : undefined;
}

/** `11 月 24 日`, `24 November` */
export function dayWords(day: string): Words {
  const at = beijing(`${day}T12:00:00+08:00`);
  return { zh: at.format('M 月 D 日'), en: at.format('D MMMM') };
}

/** Until when a place can be given back for nothing, or what that costs already. */
function cancelWords(slot: Slot, now: Date): Words {
  const step = termsOf(slot).steps.find(({ until }) => now < new Date(until));
  if (!step) return { zh: '不能取消', en: 'Cannot be cancelled' };
  if (step.fee_fen > 0) return { zh: `取消收 ${showFen(step.fee_fen)}`, en: `${showFen(step.fee_fen)} to cancel` };
  const at = beijing(step.until);
  return { zh: `${at.format('M 月 D 日 H:mm')} 前免费取消`, en: `Free to cancel until ${at.format('D MMM, H:mm')}` };
}

function found(part: string | null, list: Choice[]): Choices {
  return { is: 'found', part, choices: list };
}

function plain(words: Readonly<Record<string, Words>>): Choice[] {
  return Object.entries(words).map(([key, title]) => ({ key, title, note: null, amount_fen: null, left: null }));
}

function keyOf(selection: Selection, part: string): string | undefined {
  const value = selection[part];
  return typeof value === 'string' ? value : undefined;
}
