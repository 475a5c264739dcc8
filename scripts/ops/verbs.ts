import type { Context } from '../../server/context';
import { addFirstOperator, addOperator, changeRole, disableOperator, listOperators } from '../../server/operators/accounts';
import { listAudit, type Operator } from '../../server/operators/audit';
import { closeCase, listCases, reconcile, showCase } from '../../server/operators/cases';
import { exportDay } from '../../server/operators/exports';
import { rotateVault, showKeys } from '../../server/operators/keys';
import { closeAlarm, listAlarms, showDay, showOrder, showPayment } from '../../server/operators/look';
import { listNotices, replayNotice } from '../../server/operators/notices';
import { approveRefund, declineRefund, listRefunds, orderRefund, refundAgain } from '../../server/operators/refunds';
import { acts } from '../../server/operators/roles';
import { endOperatorSession, listOperatorSessions, openOperatorSession } from '../../server/operators/sign-in';
import { pauseService, resumeService } from '../../server/operators/switches';
import { type Fen, fenFromYuan } from '../../src/contract/money';
import { beijingDay } from '../../src/contract/time';
import type { Args } from './args';
import * as show from './show';
import { OpsError } from './usage';

/** What a verb answers: for programs, and for people. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
}

export interface Run {
  readonly ctx: Context;
  readonly who: Operator;
  readonly args: Args;
  readonly channelsAt: (clock: () => Date) => Context['channels'];
  /** an export goes out while it is read */
  readonly write: (text: string) => void;
}

type Verb = (run: Run) => Promise<Answer>;

/** Verbs bound to what does the work. A verb with a second word is found under both. */
export const verbs: Readonly<Record<string, Verb>> = {
  orders: async ({ ctx, who, args }) => answer(await showOrder(ctx, who, args.need(0)), show.order),
  payments: async ({ ctx, who, args }) => answer(await showPayment(ctx, who, args.need(0)), show.payment),
  refunds: async ({ ctx, who }) => answer(await listRefunds(ctx, who), show.refunds),
  refund: async ({ ctx, who, args }) =>
    answer(
      await orderRefund(ctx, who, {
        order: args.need(0).toUpperCase(),
        amount_fen: amountOf(args.option('amount')),
        why: args.option('why'),
        again: args.has('again'),
      }),
      show.refundRequest,
    ),
  approve: async ({ ctx, who, args }) => answer(await approveRefund(ctx, who, args.need(0)), show.refundRequest),
  decline: async ({ ctx, who, args }) => answer(await declineRefund(ctx, who, args.need(0), args.option('why')), show.refundRequest),
  'refund-again': async ({ ctx, who, args }) => {
    await refundAgain(ctx, who, args.need(0), args.option('why'));
    return done({ refund: args.need(0) }, `Refund ${args.need(0)} will be tried again now.`);
  },
  pause: async ({ ctx, who, args }) => {
    const until = untilOf(args.option('until'), ctx.clock());
    const service = args.need(0);
    await pauseService(ctx, who, { service, until, message: messageOf(args.option('message')), why: args.option('why') });
    return done({ service, until: until ?? null }, `${service} takes no new orders ${until ? `until ${show.time(until)}` : 'until it is resumed'}.`);
  },
  resume: async ({ ctx, who, args }) => {
    await resumeService(ctx, who, args.need(0));
    return done({ service: args.need(0) }, `${args.need(0)} takes orders again.`);
  },
  alarms: async ({ ctx, who }) => answer(await listAlarms(ctx, who), show.alarms),
  'alarms close': async ({ ctx, who, args }) => {
    await closeAlarm(ctx, who, args.need(0), args.need(1), args.option('why'));
    return done({}, 'Closed; it rings again if the same happens anew.');
  },
  cases: async ({ ctx, who }) => answer(await listCases(ctx, who), show.cases),
  'cases list': async (run) => (verbs.cases as Verb)(run),
  'cases show': async ({ ctx, who, args }) => answer(await showCase(ctx, who, args.need(0)), show.oneCase),
  'cases close': async ({ ctx, who, args }) => {
    await closeCase(ctx, who, args.need(0), args.option('why'));
    return done({ case: args.need(0) }, `Case ${args.need(0)} is closed.`);
  },
  reconcile: async ({ ctx, who, args }) => answer(await reconcile(ctx, who, args.need(0), args.need(1)), show.reconciled),
  notices: async ({ ctx, who, args }) => answer(await listNotices(ctx, who, args.need(0)), show.notices),
  'replay-notice': async ({ ctx, who, args, channelsAt }) =>
    answer(await replayNotice(ctx, who, args.need(0), args.need(1), channelsAt), show.notice),
  day: async ({ ctx, who, args }) => {
    const day = args.at(0) ?? beijingDay(ctx.clock());
    return answer(await showDay(ctx, who, day), (rows) => show.day(day, rows));
  },
  export: async ({ ctx, who, args, write }) => {
    if (!args.has('csv')) throw new OpsError('Exports are CSV: add --csv.');
    const day = args.option('day');
    if (!day) throw new OpsError('Which day? --day 2026-11-23');
    await exportDay(ctx, who, args.need(0), day, write);
    return { json: undefined, text: '' };
  },
  audit: async ({ ctx, who, args }) => answer(await listAudit(ctx, who, args.at(0)), show.audit),
  keys: async ({ ctx, who }) => answer(await showKeys(ctx, who), show.keys),
  'rotate-keys': async ({ ctx, who, args, write }) =>
    answer(await rotateVault(ctx, who, (line) => args.has('json') || write(`${line}\n`)), show.rotated),
  'operators list': async ({ ctx, who }) => answer(await listOperators(ctx, who), show.operators),
  'operators roles': async () => answer(acts, show.roles),
  'operators add': async ({ ctx, who, args }) =>
    answer(await addOperator(ctx, who, args.need(0), args.option('role') ?? ''), (made) => show.newOperator(made)),
  'operators role': async ({ ctx, who, args }) => {
    await changeRole(ctx, who, args.need(0), args.need(1));
    return done({ operator: args.need(0), role: args.need(1) }, `${args.need(0)} has the role ${args.need(1)} now.`);
  },
  'operators disable': async ({ ctx, who, args }) => {
    await disableOperator(ctx, who, args.need(0));
    return done({ operator: args.need(0) }, `The account of ${args.need(0)} is closed.`);
  },
  sessions: async ({ ctx, who }) => answer(await listOperatorSessions(ctx, who), show.sessions),
  'sessions list': async (run) => (verbs.sessions as Verb)(run),
  'sessions open': async ({ ctx, who }) => answer(await openOperatorSession(ctx, who), show.session),
  'sessions end': async ({ ctx, who, args }) => {
    await endOperatorSession(ctx, who, args.need(0));
    return done({ session: args.need(0) }, `Session ${args.need(0)} is over.`);
  },
};

/** The one act that nobody is signed in for. */
export async function firstOperator(ctx: Context, name: string): Promise<Answer> {
  return answer(await addFirstOperator(ctx, name), (made) => show.newOperator(made));
}

function answer<T>(json: T, text: (value: T) => string): Answer {
  return { json, text: text(json) };
}

function done(json: object, line: string): Answer {
  return { json, text: `${line}\n` };
}

/** `12.50`, `¥1,200` @throws OpsError */
export function amountOf(text: string | undefined): Fen | undefined {
  if (text === undefined) return undefined;
  try {
    return fenFromYuan(text.replace(/^[¥￥]/, '').replace(/,(?=\d{3}(\D|$))/g, ''));
  } catch {
    throw new OpsError(`--amount is in yuan, such as 12.50, not "${text}".`);
  }
}

/** `+90m`, `+2h`, `+1d`, or a moment; one without a zone is Beijing's. @throws OpsError */
export function untilOf(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const span = /^\+(\d{1,4})([mhd])$/.exec(text);
  if (span) return new Date(now.getTime() + Number(span[1]) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[span[2] as 'm' | 'h' | 'd']);
  const moment = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  const at = new Date(moment?.[2] ? text : `${text.replace(' ', 'T')}+08:00`);
  if (!moment || Number.isNaN(at.getTime())) throw new OpsError(`--until takes +90m, +2h, +1d or 2026-11-24T08:00, not "${text}".`);
  return at;
}

/** `维护中/Under maintenance` @throws OpsError */
function messageOf(text: string | undefined): { zh: string; en: string } | undefined {
  if (text === undefined) return undefined;
  const at = text.indexOf('/');
  const [zh, en] = [text.slice(0, at).trim(), text.slice(at + 1).trim()].map((part) => part.replace(/[。.]$/, ''));
  if (at < 0 || !zh || !en || text.length > 120) throw new OpsError('--message holds both languages: "水厂检修/The works are being repaired".');
  return { zh, en };
}
