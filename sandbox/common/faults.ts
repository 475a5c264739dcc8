import { type Ctx, cutConnection, isRecord } from './http';

export const COUNTERPARTS = ['wechat', 'alipay', 'unionpay', 'water', 'hospital', 'phone', 'sms'] as const;
export type Counterpart = (typeof COUNTERPARTS)[number];

/** What goes wrong with notices while it is set. `first_attempts` spares every later attempt of each notice. */
export interface NoticeFault {
  /** nothing is sent; the notice waits for a replay */
  never?: boolean;
  late_ms?: number;
  /** copies of one attempt sent at the same moment */
  times?: number;
  /** the order is paid and told before the answer to its prepay (WeChat, Alipay create) */
  before_prepay_answer?: boolean;
  /** WeChat's deliberate `WECHATPAY/SIGNTEST/` signature */
  probe?: boolean;
  unknown_serial?: boolean;
  skew_s?: number;
  /** signed by a stranger's key */
  forged?: boolean;
  wrong_amount?: boolean;
  wrong_app?: boolean;
  first_attempts?: number;
}

export interface AnswerFault {
  /** the effect happens, the connection is closed instead of an answer: for the next n calls */
  lose_next?: number;
  /** the next n calls have no effect and get this status; Alipay also knows 20000 (`isp.unknow-error`) */
  status_next?: { status: number; times: number };
  /** the next n answers carry a SIGNTEST signature (WeChat) or none at all (the others) */
  probe_next?: number;
  /** only calls whose operation contains this text: a path, an Alipay method, `backTransReq.do 04`, `fulfil` */
  only?: string;
}

/** What is wrong with a day's bill. Rows are hit in the order of time, the same ones in every download. */
export interface StatementFault {
  /** the next n askings hear that it is not made yet */
  not_ready?: number;
  /** rows left out */
  drop?: number;
  /** rows, behind those left out, that say one fen more */
  alter?: number;
  /** rows that nobody paid */
  extra?: number;
  /** fen more of fees: in WeChat's file of movements, in the first row of the others' files */
  fees?: number;
  /** rows that the channel puts aside (UnionPay's ZME) */
  exceptions?: number;
  /** a byte of the file is another */
  spoil?: boolean;
  /** which kind of row these hit, payments unless told; agencies have one kind */
  of?: 'payment' | 'refund';
}

export interface Fault {
  notice?: NoticeFault;
  answer?: AnswerFault;
  /** a page's way to the app that says who the person is: they refuse, or its code is worth nothing (WeChat, Alipay) */
  oauth?: 'refuse' | 'bad_code';
  /** what the next refunds end in (WeChat `abnormal`/`closed`, UnionPay any of them: `failed`) */
  refund?: 'abnormal' | 'closed';
  /** UnionPay: codes that the next queries answer with, e.g. `["34", "05"]` */
  query_codes?: string[];
  statement?: StatementFault;
}

/** Switches held in memory: a restart is a healthy day. */
export class Faults {
  private readonly set = new Map<Counterpart, Fault>();

  of(counterpart: Counterpart): Fault {
    return this.set.get(counterpart) ?? {};
  }

  /** Adds to what is set for this counterpart; a key given as null is cleared. */
  change(counterpart: Counterpart, change: Record<string, unknown>): void {
    const next: Record<string, unknown> = { ...this.of(counterpart) };
    for (const [name, value] of Object.entries(change)) {
      if (value === null) delete next[name];
      else next[name] = isRecord(value) ? { ...value } : value;
    }
    this.set.set(counterpart, next as Fault);
  }

  clear(): void {
    this.set.clear();
  }

  all(): Record<string, Fault> {
    return Object.fromEntries(this.set);
  }

  /** The notice fault that applies to this attempt (1 = first). */
  notice(counterpart: Counterpart, attempt: number): NoticeFault {
    const fault = this.of(counterpart).notice ?? {};
    return fault.first_attempts !== undefined && attempt > fault.first_attempts ? {} : fault;
  }

  takeStatus(counterpart: Counterpart, operation: string): number | undefined {
    const answer = this.matching(counterpart, operation);
    if (!answer?.status_next || answer.status_next.times < 1) return undefined;
    answer.status_next.times -= 1;
    return answer.status_next.status;
  }

  takeLoss(counterpart: Counterpart, operation: string): boolean {
    const answer = this.matching(counterpart, operation);
    if (!answer?.lose_next || answer.lose_next < 1) return false;
    answer.lose_next -= 1;
    return true;
  }

  takeProbe(counterpart: Counterpart, operation: string): boolean {
    const answer = this.matching(counterpart, operation);
    if (!answer?.probe_next || answer.probe_next < 1) return false;
    answer.probe_next -= 1;
    return true;
  }

  takeStatementDelay(counterpart: Counterpart): boolean {
    const { statement } = this.of(counterpart);
    if (!statement?.not_ready || statement.not_ready < 1) return false;
    statement.not_ready -= 1;
    return true;
  }

  takeQueryCode(): string | undefined {
    return this.of('unionpay').query_codes?.shift();
  }

  private matching(counterpart: Counterpart, operation: string): AnswerFault | undefined {
    const answer = this.of(counterpart).answer;
    return answer && operation.includes(answer.only ?? '') ? answer : undefined;
  }
}

/** Runs a provider's operation under the switches set for it. `refuse` writes the provider's own kind of error. */
export async function underFaults(
  faults: Faults,
  counterpart: Counterpart,
  operation: string,
  c: Ctx,
  refuse: (status: number) => Response,
  run: () => Promise<Response>,
): Promise<Response> {
  const status = faults.takeStatus(counterpart, operation);
  if (status !== undefined) return refuse(status);
  const lost = faults.takeLoss(counterpart, operation);
  const answer = await run();
  return lost ? cutConnection(c) : answer;
}
