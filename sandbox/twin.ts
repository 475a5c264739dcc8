import type { Pool } from 'pg';
import { Faults } from './common/faults';
import { Keyring } from './keyring';
import type { Keys } from './keys';
import { NoticeDesk } from './notices/desk';
import { type Db, inTransaction } from './store/database';

export interface Settings {
  /** `http://127.0.0.1:8090` */
  readonly origin: string;
  /** from a payment to its first notice */
  readonly notice_delay_ms: number;
  /** divides the real gaps between attempts */
  readonly notice_speed: number;
  /** from a refund's acceptance to its result */
  readonly refund_delay_ms: number;
}

/** What every counterpart needs: books, keys, switches, the clock and the desk that sends notices. */
export class Twin {
  readonly faults = new Faults();
  readonly notices: NoticeDesk;
  readonly ring: Keyring;
  private offset_ms = 0;

  constructor(
    readonly pool: Pool,
    readonly keys: Keys,
    readonly settings: Settings,
  ) {
    this.notices = new NoticeDesk(this);
    this.ring = new Keyring(keys);
  }

  /** Real time, unless a test plays another day. */
  now(): Date {
    return new Date(Date.now() + this.offset_ms);
  }

  /** Sets how far this world is ahead of the machine; what falls due by it goes out at once. */
  moveClock(offset_ms: number): void {
    this.offset_ms = offset_ms;
    this.notices.wake();
  }

  /** Changes the books in one transaction, then has the desk look for notices that it left behind. */
  async change<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const result = await inTransaction(this.pool, work);
    this.notices.wake();
    return result;
  }
}
