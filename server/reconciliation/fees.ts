import { fen } from '../../src/contract/money';
import { type ChannelId, channels } from '../../src/contract/order';
import type { FlowAnswer } from '../channels/channel';
import type { Context } from '../context';
import type { Db } from '../database/database';
import { post } from '../ledger/post';
import type { CaseKind } from './kinds';
import { type Source, spanOf } from './sources';

/** A difference that no single row shows. */
export interface DayDifference {
  readonly kind: CaseKind;
  /** names the day: a case is one for its kind and subject */
  readonly subject: string;
  readonly amount_fen: number;
  readonly evidence: object;
}

/** What a source told of its own movements; `none` where it has no such file. */
export type DayFlow = { is: 'none' } | Extract<FlowAnswer, { is: 'ready' | 'refused' }>;

/** Asks for the day's second file, where the channel has one. A day with a statement and no movements at all is one of zeros. */
export async function openFlow(ctx: Context, source: Source, day: string): Promise<DayFlow | Extract<FlowAnswer, { is: 'not_ready' | 'unknown' }>> {
  const channel = channelOf(source);
  const answer = channel && (await ctx.channels[channel].flow?.(day));
  if (!answer) return { is: 'none' };
  return answer.is === 'empty' ? { is: 'ready', flow: { paid_fen: fen(0), refunded_fen: fen(0), fee_fen: 0 } } : answer;
}

/**
 * Whole fen of what a statement's rows say that the channel kept. WeChat charges by the day's sum, half a fen and more
 * upwards, and tells its rows to the thousandth; Alipay and UnionPay round every row, so there is nothing left to round.
 */
export function feeOf(fee_millifen: number): number {
  return Math.sign(fee_millifen) * Math.round(Math.abs(fee_millifen) / 1000);
}

interface Sums {
  readonly paid_fen: number;
  readonly refunded_fen: number;
  readonly fee_millifen: number;
}

/**
 * Books what a channel kept of a day, once, and says where its files disagree about it. A fee is the one thing that is
 * booked from a statement, because no query tells it: therefore only when the statement and, where there is one, the
 * file of movements name the same sum.
 * @param rowsAgree whether every row is one of our books: as long as rows differ, so do fees, and for that reason
 */
export async function settleFees(tx: Db, source: Source, day: string, flow: DayFlow, rowsAgree: boolean): Promise<DayDifference[]> {
  const channel = channelOf(source);
  const sums = await tx.row<Sums>('select paid_fen, refunded_fen, fee_millifen from reconciliations where source = $1 and day = $2', [source, day]);
  if (!channel || !sums) return [];
  await tx.rows('update reconciliations set flow_fee_fen = $3 where source = $1 and day = $2', [
    source,
    day,
    flow.is === 'ready' ? flow.flow.fee_fen : null,
  ]);
  const fee = feeOf(sums.fee_millifen);
  const differences = flowDifferences(day, sums, fee, flow);
  if (differences.some((one) => one.subject.endsWith(' fees'))) return differences;
  const booked = await bookedFee(tx, channel, day);
  if (booked === null) await bookFee(tx, channel, day, fee);
  else if (booked !== fee && rowsAgree) {
    const evidence = { is: 'fees', our_fen: booked, their_fen: fee };
    return [...differences, { kind: 'fees_differ', subject: day, amount_fen: Math.abs(booked - fee), evidence }];
  }
  return differences;
}

function flowDifferences(day: string, sums: Sums, fee: number, answer: DayFlow): DayDifference[] {
  if (answer.is === 'none') return [];
  if (answer.is === 'refused') {
    return [
      { kind: 'flow_differs', subject: `${day} fees`, amount_fen: Math.abs(fee), evidence: { is: 'flow', bill_fen: fee, refused: answer.code } },
    ];
  }
  const { flow } = answer;
  const pairs: [what: string, bill: number, flow: number][] = [
    ['payments', sums.paid_fen, flow.paid_fen],
    ['refunds', sums.refunded_fen, flow.refunded_fen],
    ['fees', fee, flow.fee_fen],
  ];
  return pairs
    .filter(([, bill, moved]) => bill !== moved)
    .map(([what, bill, moved]) => ({
      kind: 'flow_differs',
      subject: `${day} ${what}`,
      amount_fen: Math.abs(bill - moved),
      evidence: { is: 'flow', bill_fen: bill, flow_fen: moved },
    }));
}

async function bookedFee(tx: Db, channel: ChannelId, day: string): Promise<number | null> {
  const row = await tx.row<{ fee: number }>(
    `select e.amount_fen as fee from ledger_transactions t join ledger_entries e on e.transaction = t.id
     where t.kind = 'fee' and t.reference = $1 and e.account = $2`,
    [`${channel} ${day}`, `fees:${channel}`],
  );
  return row?.fee ?? null;
}

/** The last moment of the channel's day. More given back than charged turns the booking round; nothing is booked for nothing. */
async function bookFee(tx: Db, channel: ChannelId, day: string, fee: number): Promise<void> {
  if (fee === 0) return;
  const [fees, held] = [`fees:${channel}`, `channel:${channel}`] as const;
  await post(tx, {
    kind: 'fee',
    reference: `${channel} ${day}`,
    at: new Date(spanOf(channel, day).to.getTime() - 1),
    amount_fen: fen(Math.abs(fee)),
    ...(fee > 0 ? { debit: fees, credit: held } : { debit: held, credit: fees }),
  });
}

function channelOf(source: Source): ChannelId | undefined {
  return channels.find((channel) => channel === source);
}
