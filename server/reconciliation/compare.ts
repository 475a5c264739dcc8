import type { Db } from '../database/database';
import type { DayDifference } from './fees';
import { caseKinds, firstStep } from './kinds';
import { type Source, serviceOf, spanOf } from './sources';

/**
 * What is ours of a day's last half hour is looked for on the next day's statement: the two clocks may disagree about
 * midnight. What stands on any day's statement is never missing.
 */
const EDGE_MS = 30 * 60_000;

/** Rows that count: those of the try that was read to its end. */
const STAGED = `statement_rows s join reconciliations r on r.source = s.source and r.day = s.day and r.staged = s.try`;
const onThis = (kind: string, number: string) => `exists (select 1 from theirs t where t.number = ${number} and t.kind = '${kind}')`;

/*
 * Almost every row has its like on the same day, so the two days are laid beside each other first, whole. Only what is left over is
 * looked up one by one, by its number and whatever its day: the cost is the day's and does not grow with what is kept.
 */
const PAID_ABOUT_THEN = `
  select id, amount_fen, status, paid_at, channel_no from payments
  where channel = $1 and paid_at >= $4 and paid_at < $5::timestamptz + interval '${(2 * EDGE_MS) / 60_000} minutes'`;

/** Statement → ours. */
const THEIRS_OF_CHANNEL = `
  select case when p.id is null then 'unknown_here' when s.amount_fen <> p.amount_fen then 'amount_differs' when p.status <> 'paid' then 'missing_here' end as kind,
    s.number as subject, abs(s.amount_fen - case when s.amount_fen <> p.amount_fen then p.amount_fen else 0 end) as amount_fen,
    jsonb_build_object('is', 'payment', 'their_no', s.their_no, 'their_fen', s.amount_fen, 'their_at', s.at, 'our_fen', p.amount_fen, 'our_status', p.status) as evidence
  from theirs s left join payments p on p.id = s.number and p.channel = s.source
  where s.kind = 'payment' and not exists (select 1 from about_then p where p.id = s.number and p.amount_fen = s.amount_fen and p.status = 'paid')
  union all
  select case when f.id is null then 'unknown_here' when s.amount_fen <> f.amount_fen then 'amount_differs'
      when f.status <> 'succeeded' and not (s.pending and f.status <> 'failed') then 'refund_missing_here' end,
    s.number, abs(s.amount_fen - case when s.amount_fen <> f.amount_fen then f.amount_fen else 0 end),
    jsonb_build_object('is', 'refund', 'their_no', s.their_no, 'their_fen', s.amount_fen, 'their_at', s.at, 'our_fen', f.amount_fen, 'our_status', f.status)
  from theirs s left join (refunds f join payments p on p.id = f.payment) on f.id = s.number and p.channel = s.source where s.kind = 'refund'
  union all
  -- It names no number of ours; the payments of the same moment and amount are where to look first.
  select 'exception_listed', s.number, s.amount_fen,
    jsonb_build_object('is', 'exception', 'their_code', s.their_no, 'their_fen', s.amount_fen, 'their_at', s.at, 'payments_like_it',
      (select jsonb_agg(p.id) from payments p where p.channel = s.source and p.amount_fen = s.amount_fen and p.paid_at = s.at))
  from theirs s where s.kind = 'exception'`;

/** Ours that this statement does not list. */
const OURS_OF_CHANNEL = `
  select 'payment' as listed_as, 'missing_there' as kind, p.id as subject, p.amount_fen,
    jsonb_build_object('is', 'payment', 'our_fen', p.amount_fen, 'our_status', p.status, 'our_at', p.paid_at, 'their_no', p.channel_no) as evidence
  from about_then p where p.paid_at < $5 and p.status = 'paid' and not ${onThis('payment', 'p.id')}
  union all
  select 'refund', 'refund_missing_there', f.id, f.amount_fen,
    jsonb_build_object('is', 'refund', 'our_fen', f.amount_fen, 'our_status', f.status, 'our_at', f.finished_at, 'their_no', f.channel_no)
  from refunds f join payments p on p.id = f.payment
  where p.channel = $1 and f.status = 'succeeded' and f.finished_at >= $4 and f.finished_at < $5 and not ${onThis('refund', 'f.id')}`;

const THEIRS_OF_AGENCY = `
  select case when o.number is not null and s.amount_fen <> o.amount_fen then 'amount_differs' when f.status is distinct from 'done' then 'agency_extra' end as kind,
    s.number as subject, abs(s.amount_fen - case when s.amount_fen <> o.amount_fen then o.amount_fen else 0 end) as amount_fen,
    jsonb_build_object('is', 'posting', 'their_no', s.their_no, 'their_fen', s.amount_fen, 'their_at', s.at, 'our_fen', o.amount_fen, 'our_status', o.status) as evidence
  from theirs s left join orders o on o.number = s.number and o.service = $6 left join fulfilments f on f.order_number = o.number
  where s.kind = 'posting'
  union all
  select case when c.status is distinct from 'done' then 'cancellation_missing_here' when s.amount_fen <> o.amount_fen - c.kept_fen then 'amount_differs' end,
    s.number, abs(s.amount_fen - case when c.status = 'done' and s.amount_fen <> o.amount_fen - c.kept_fen then o.amount_fen - c.kept_fen else 0 end),
    jsonb_build_object('is', 'cancellation', 'their_no', s.their_no, 'their_fen', s.amount_fen, 'their_at', s.at, 'our_fen', o.amount_fen - c.kept_fen, 'our_status', o.status)
  from theirs s left join orders o on o.number = s.number and o.service = $6 left join cancellations c on c.order_number = o.number
  where s.kind = 'cancellation'`;

const OURS_OF_AGENCY = `
  select 'posting' as listed_as, 'agency_missing' as kind, o.number as subject, o.amount_fen,
    jsonb_build_object('is', 'posting', 'our_fen', o.amount_fen, 'our_status', o.status, 'our_at', f.finished_at, 'their_no', f.agency_ref) as evidence
  from fulfilments f join orders o on o.number = f.order_number
  where o.service = $6 and f.status = 'done' and f.finished_at >= $4 and f.finished_at < $5 and not ${onThis('posting', 'o.number')}
  union all
  select 'cancellation', 'cancellation_missing_there', o.number, o.amount_fen - c.kept_fen,
    jsonb_build_object('is', 'cancellation', 'our_fen', o.amount_fen - c.kept_fen, 'our_status', o.status, 'our_at', c.finished_at)
  from cancellations c join orders o on o.number = c.order_number
  where o.service = $6 and c.status = 'done' and c.finished_at >= $4 and c.finished_at < $5 and not ${onThis('cancellation', 'o.number')}`;

/** Of these, what no statement of another day lists either. `limit` keeps the planner from reading all days' statements for it. */
const MISSING_THERE = `
  select kind, subject, amount_fen, evidence from unlisted u
  where (select true from ${STAGED} where s.number = u.subject and s.kind = u.listed_as and s.source = $1 limit 1) is null`;

/** The second listing counts: further down on the same statement, or on one of another day before. */
const TWICE = `
  select 'listed_twice', s.number, s.amount_fen,
    jsonb_build_object('is', s.kind, 'their_no', s.their_no, 'their_fen', s.amount_fen, 'their_at', s.at)
  from (select *, row_number() over (partition by kind, number order by line) as time from theirs) as s
  where s.time > 1 or exists (
    select 1 from statement_rows o join reconciliations q on q.source = o.source and q.day = o.day and q.staged = o.try
    where o.number = s.number and o.kind = s.kind and o.source = $1 and o.day < s.day)`;

const steps = JSON.stringify(caseKinds.map((kind) => ({ kind, ...firstStep[kind] })));

/** Writes the rows of `differences(kind, subject, amount_fen, evidence)` down as cases; $1 is the source, $2 the day. */
const writeDown = (differences: string, stepsAt: string, now: string) => `
  with steps as (select * from jsonb_to_recordset(${stepsAt}::jsonb) as step(kind text, owner text, next_step text)), ${differences}
  insert into cases (source, day, kind, subject, amount_fen, evidence, owner, next_step, status, opened_at, seen_at, try_at)
  select distinct on (d.kind, d.subject) $1, $2::date, d.kind, d.subject, d.amount_fen, jsonb_strip_nulls(d.evidence), step.owner, step.next_step, 'open', ${now}, ${now},
    case when step.owner = 'gateway' then ${now}::timestamptz end
  from differences d join steps step on step.kind = d.kind order by d.kind, d.subject
  on conflict (source, kind, subject) do update set seen_at = excluded.seen_at,
    -- What the gateway itself took for resolved is open again while the books still differ.
    status = case when cases.resolved_by is null or cases.resolved_by = 'gateway' then 'open' else cases.status end,
    resolved_at = case when cases.resolved_by = 'gateway' then null else cases.resolved_at end,
    resolution = case when cases.resolved_by = 'gateway' then null else cases.resolution end,
    try_at = case when cases.resolved_by = 'gateway' then excluded.try_at else cases.try_at end,
    tries = case when cases.resolved_by = 'gateway' then 0 else cases.tries end,
    resolved_by = case when cases.resolved_by = 'gateway' then null else cases.resolved_by end
  returning id`;

/**
 * Compares a staged day with our books, both ways, and writes every difference down as a case: the same difference is
 * the same case. One that a person resolved stays so.
 * @returns how many differences there are
 */
export async function compareDay(tx: Db, source: Source, day: string, attempt: number, now: Date): Promise<number> {
  const service = serviceOf(source);
  const { from, to } = spanOf(source, day);
  const edges = [new Date(from.getTime() - EDGE_MS), new Date(to.getTime() - EDGE_MS)];
  const ofChannel = service === undefined;
  const differences = `theirs as materialized (select * from statement_rows where source = $1 and day = $2 and try = $3),
    place as (select $4::timestamptz as from_at, $5::timestamptz as to_at, $6::text as service),
    about_then as materialized (${PAID_ABOUT_THEN}),
    unlisted as materialized (${ofChannel ? OURS_OF_CHANNEL : OURS_OF_AGENCY}),
    differences as (${[ofChannel ? THEIRS_OF_CHANNEL : THEIRS_OF_AGENCY, MISSING_THERE, TWICE].join(' union all ')})`;
  const seen = await tx.rows(writeDown(differences, '$7', '$8'), [source, day, attempt, ...edges, service ?? null, steps, now]);
  return seen.length;
}

/** Writes differences of a whole day down, in the same way. @returns how many */
export async function noteDifferences(tx: Db, source: Source, day: string, found: readonly DayDifference[], now: Date): Promise<number> {
  if (found.length === 0) return 0;
  const differences = `differences as (
    select * from jsonb_to_recordset($3::jsonb) as one(kind text, subject text, amount_fen bigint, evidence jsonb))`;
  return (await tx.rows(writeDown(differences, '$4', '$5'), [source, day, JSON.stringify(found), steps, now])).length;
}

/** Cases of this day that were not found again, and any that waited for a row which a later statement brought. */
export async function resolveVanished(tx: Db, source: Source, day: string, now: Date): Promise<void> {
  await tx.rows(
    `update cases set status = 'resolved', resolved_at = $3, resolved_by = 'gateway', resolution = 'books_agree', try_at = null
     where source = $1 and day = $2 and status = 'open' and seen_at < $3`,
    [source, day, now],
  );
  await tx.rows(
    `update cases c set status = 'resolved', resolved_at = $2, resolved_by = 'gateway', resolution = 'listed_on_another_day', try_at = null
     where c.source = $1 and c.status = 'open' and c.kind in ('missing_there', 'refund_missing_there', 'agency_missing', 'cancellation_missing_there')
       and exists (select 1 from ${STAGED} where s.number = c.subject and s.source = c.source and s.kind = c.evidence ->> 'is')`,
    [source, now],
  );
}
