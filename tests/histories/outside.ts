import type { AttemptState, CloseAnswer, Notice, PaidFact, RefundState } from '../../server/channels/channel';
import type { Fulfilment } from '../../server/providers';
import type { Fen } from '../../src/contract/money';
import type { ChannelId } from '../../src/contract/order';
import type { Tape } from './tape';

export interface Trade {
  readonly id: string;
  readonly channel: ChannelId;
  readonly amount: Fen;
  readonly expires: number;
  /** `form`: a page that a payer may still bring; until then the channel knows nothing of it (UnionPay) */
  state: 'form' | 'open' | 'paid' | 'closed';
  /** whether a payer ever got what opens the wallet */
  handed: boolean;
  /** where the channel names another amount than the one it was asked for */
  lie: 'none' | 'notice' | 'always';
  /** paid after it was closed: only a notice or the day's statement can tell */
  late: boolean;
}

export interface Repayment {
  readonly id: string;
  readonly trade: string;
  readonly channel: ChannelId;
  readonly amount: Fen;
  state: 'processing' | 'succeeded' | 'failed';
}

/** How a channel answers a refund: honestly, with an error that is not true, or it refuses for real. */
const REFUND_MANNERS = ['honest', 'honest', 'honest', 'honest', 'lies', 'refuses'] as const;

export interface Posted {
  readonly order: string;
  readonly amount: Fen;
  readonly bills: readonly string[];
  state: 'pending' | 'done' | 'refused';
}

export const OURS = { merchant: 'M1', app: 'M1' };

/**
 * Everything that is not ours: three channels, their payers, and one agency, with the worst manners their manuals allow. Each call
 * stops twice, before it has effect and after, until the history lets it go on; so anything may happen in between, and what
 * is never let go on was lost with the process that asked.
 */
export class Outside {
  readonly trades = new Map<string, Trade>();
  readonly repayments = new Map<string, Repayment>();
  readonly postings = new Map<string, Posted>();
  /** told once or many times, in any order, or never */
  readonly notices: { channel: ChannelId; notice: Exclude<Notice, { is: 'rejected' }> }[] = [];
  /** refunds that were refused once; what becomes of them later nobody asks */
  private readonly refused = new Set<string>();
  /** once true, every call works at once */
  calm = false;
  private gates: (() => void)[] = [];
  private running = 0;
  private failure: unknown;
  private quiet: (() => void) | undefined;

  constructor(
    private readonly tape: Tape,
    readonly now: () => number,
  ) {}

  get waiting(): number {
    return this.gates.length;
  }

  /** Starts something of ours; it runs until it ends or waits for the outside. */
  async start(work: () => Promise<unknown>): Promise<void> {
    this.running++;
    work().then(
      () => this.rest(),
      (error) => {
        this.failure ??= error;
        this.rest();
      },
    );
    await this.idle();
  }

  /** Lets some of the calls that wait go on, at the same time. */
  async letGo(indexes: readonly number[]): Promise<void> {
    const gates = indexes.map((index) => this.gates[index]).filter((gate) => gate !== undefined);
    this.gates = this.gates.filter((gate) => !gates.includes(gate));
    this.running += gates.length;
    for (const gate of gates) gate();
    await this.idle();
  }

  /** kill -9 of every process of ours: what waits is never heard of again. What it may have done outside stays done. */
  kill(): void {
    this.gates = [];
  }

  private rest(): void {
    this.running--;
    if (this.running === 0) this.quiet?.();
  }

  private async idle(): Promise<void> {
    if (this.running > 0)
      await new Promise<void>((resolve) => {
        this.quiet = resolve;
      });
    if (this.failure) throw this.failure;
  }

  private turn(): Promise<void> {
    if (this.calm) return Promise.resolve();
    const gate = new Promise<void>((resolve) => this.gates.push(resolve));
    this.rest();
    return gate;
  }

  private async call<T>(effect: () => T): Promise<T | { is: 'unknown'; why: string }> {
    await this.turn();
    const lost = this.calm ? 0 : this.tape.pick(6);
    if (lost === 5) return { is: 'unknown', why: 'no_connection' };
    const answer = effect();
    await this.turn();
    return lost === 4 ? { is: 'unknown', why: 'timeout' } : answer;
  }

  pay(channel: ChannelId, id: string, amount: Fen, expires: number) {
    return this.call((): { is: 'ready' } | { is: 'already_paid' } | { is: 'refused'; code: string } => {
      const trade = this.trades.get(id);
      if (trade?.state === 'paid') return { is: 'already_paid' };
      if (trade?.state === 'closed' || this.now() > expires) return { is: 'refused', code: 'ORDER_CLOSED' };
      if (trade && trade.amount !== amount) throw new Error(`payment ${id} was asked for twice with different amounts`);
      if (!trade && !this.calm && this.tape.once(24)) return { is: 'refused', code: 'RULE_LIMIT' };
      if (!trade)
        this.trades.set(id, {
          id,
          channel,
          amount,
          expires,
          state: channel === 'unionpay' ? 'form' : 'open',
          handed: false,
          lie: 'none',
          late: false,
        });
      return { is: 'ready' };
    });
  }

  query(id: string): Promise<AttemptState> {
    return this.call((): AttemptState => {
      const trade = this.trades.get(id);
      if (trade?.state === 'paid') return { is: 'paid', fact: this.fact(trade, trade.lie === 'always') };
      return { is: trade?.state === 'closed' ? 'closed' : 'unpaid' };
    });
  }

  close(id: string): Promise<CloseAnswer> {
    return this.call((): CloseAnswer => {
      const trade = this.trades.get(id);
      if (!trade || trade.state === 'form') return { is: 'not_there' };
      if (trade.state === 'paid') return { is: 'paid' };
      trade.state = 'closed';
      return { is: 'closed' };
    });
  }

  refund(channel: ChannelId, id: string, payment: string, amount: Fen): Promise<RefundState> {
    return this.call((): RefundState => {
      const known = this.repayments.get(id);
      if (known) return this.stateOf(known);
      const trade = this.trades.get(payment);
      if (trade?.state !== 'paid') return { is: 'failed', code: 'TRADE_NOT_PAID' };
      if (this.paidBack(payment) + amount > trade.amount) throw new Error(`payment ${payment} would be paid back more than once`);
      const manner = this.calm ? 'honest' : this.tape.of(REFUND_MANNERS);
      if (manner === 'refuses') {
        this.refused.add(id);
        return { is: 'failed', code: 'NOT_ENOUGH' };
      }
      const repayment: Repayment = { id, trade: payment, channel, amount, state: 'processing' };
      this.repayments.set(id, repayment);
      if (this.calm || this.tape.once(2)) this.finishRepayment(repayment, 'succeeded');
      // An error page of somebody in between: unsigned, and not true.
      return manner === 'lies' ? { is: 'failed', code: 'SYSTEM_ERROR' } : this.stateOf(repayment);
    });
  }

  queryRefund(id: string): Promise<RefundState> {
    return this.call((): RefundState => {
      const known = this.repayments.get(id);
      return known ? this.stateOf(known) : { is: 'absent' };
    });
  }

  fulfil(order: string, amount: Fen, bills: readonly string[]): Promise<Fulfilment> {
    return this.call((): Fulfilment => {
      const known = this.postings.get(order);
      if (known) return this.posted(known);
      const writtenOff = [...this.postings.values()].some((one) => one.state !== 'refused' && one.bills.some((bill) => bills.includes(bill)));
      const fate = this.calm ? 0 : this.tape.pick(8);
      const state = writtenOff || fate === 7 ? 'refused' : fate === 6 ? 'pending' : 'done';
      const posting: Posted = { order, amount, bills, state };
      this.postings.set(order, posting);
      return this.posted(posting);
    });
  }

  queryFulfilment(order: string): Promise<Fulfilment | { is: 'absent' }> {
    return this.call((): Fulfilment | { is: 'absent' } => {
      const known = this.postings.get(order);
      return known ? this.posted(known) : { is: 'absent' };
    });
  }

  hand(payment: string): void {
    const trade = this.trades.get(payment);
    if (trade) trade.handed = true;
  }

  payable(): Trade[] {
    return [...this.trades.values()].filter((trade) => trade.handed && trade.state !== 'paid');
  }

  /** The payer confirms in the wallet; a bank may also finish what was closed a moment before. */
  confirm(trade: Trade): void {
    if (this.now() > trade.expires + 30_000) return;
    trade.late = trade.state === 'closed';
    trade.state = 'paid';
    if (this.tape.once(16)) trade.lie = this.tape.once(2) ? 'always' : 'notice';
    this.notices.push({
      channel: trade.channel,
      notice: { is: 'paid', key: `paid ${trade.id}`, fact: this.fact(trade, trade.lie !== 'none') },
    });
  }

  finishRepayment(repayment: Repayment, state: 'succeeded' | 'failed'): void {
    if (repayment.state === 'succeeded') return;
    if (state === 'failed') this.refused.add(repayment.id);
    repayment.state = state;
    const notice = { is: 'refund', key: `${state} ${repayment.id}`, refund_id: repayment.id, state: this.stateOf(repayment) } as const;
    this.notices.push({ channel: repayment.channel, notice });
  }

  finishPosting(posting: Posted, state: 'done' | 'refused'): void {
    if (posting.state === 'pending') posting.state = state;
  }

  paidBack(payment: string): number {
    let sum = 0;
    for (const one of this.repayments.values()) if (one.trade === payment && one.state !== 'failed') sum += one.amount;
    return sum;
  }

  /** What only the day's statement tells, because nobody asks any more: payments made after their close, refunds made after a refusal. */
  *statement(): Generator<(typeof this.notices)[number]> {
    for (const trade of this.trades.values()) {
      if (!trade.late) continue;
      const fact = this.fact(trade, trade.lie === 'always');
      yield { channel: trade.channel, notice: { is: 'paid', key: `statement ${trade.id}`, fact } };
    }
    for (const one of this.repayments.values()) {
      if (one.state !== 'succeeded' || !this.refused.has(one.id)) continue;
      yield { channel: one.channel, notice: { is: 'refund', key: `statement ${one.id}`, refund_id: one.id, state: this.stateOf(one) } };
    }
  }

  private fact(trade: Trade, wrong: boolean): PaidFact {
    const amount_fen = (wrong ? trade.amount - 1 : trade.amount) as Fen;
    return { attempt_id: trade.id, channel_no: `C${trade.id}`, amount_fen, currency: 'CNY', ...OURS, paid_at: new Date(this.now()) };
  }

  private stateOf(one: Repayment): RefundState {
    if (one.state === 'succeeded') return { is: 'succeeded', channel_no: `R${one.id}`, at: new Date(this.now()) };
    return one.state === 'failed' ? { is: 'failed', code: 'ABNORMAL' } : { is: 'processing', channel_no: `R${one.id}` };
  }

  private posted(one: Posted): Fulfilment {
    if (one.state === 'done') return { is: 'done', agency_ref: `W${one.order}`, at: new Date(this.now()) };
    return one.state === 'refused' ? { is: 'refused', why: 'not_accepted' } : { is: 'unknown', why: 'pending' };
  }
}
