import { Client } from 'pg';
import { beijing } from '../../src/contract/time';
import { askJson } from './http';
import { quantile } from './numbers';
import type { Program } from './programs';

/** What lives are driven against: the gateway or the floor, with who comes to it and how the end of a life is seen. */
export interface Target {
  readonly program: Program;
  readonly twin: Program;
  /** session tokens; a client takes the next one for each life */
  readonly tokens: readonly string[];
  /** of the order numbers in $1, those whose life is over */
  readonly ended: string;
}

export interface Loaded {
  readonly lives: number;
  readonly per_second: number;
  readonly failed: number;
  /** milliseconds that `POST /payments` took */
  readonly create: { readonly p50: number; readonly p99: number };
  /** milliseconds from a notice's sending to its acknowledgement, in the twin */
  readonly acknowledged: { readonly p50: number; readonly p99: number };
}

const LOOK_EVERY_MS = 8;
const PATIENCE_MS = 20_000;

/** Tail 01: one ordinary bill, of last month. Every life pays another household's. */
let household = Math.floor(Math.random() * 900_000);
const nextAccount = () => `2051${String(household++ % 1_000_000).padStart(6, '0')}01`;

/** Watches for lives that ended: one small question for all of them, asked of the database and not of the program under load. */
class Ends {
  private readonly waiting = new Map<string, () => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Client,
    private readonly sql: string,
  ) {}

  of(number: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.waiting.delete(number);
        reject(new Error(`order ${number} did not come to its end`));
      }, PATIENCE_MS);
      this.waiting.set(number, () => {
        clearTimeout(late);
        resolve();
      });
      this.timer ??= setTimeout(() => void this.look(), LOOK_EVERY_MS);
    });
  }

  private async look(): Promise<void> {
    const { rows } = await this.db.query<{ number: string }>({ name: 'ends', text: this.sql, values: [[...this.waiting.keys()]] });
    for (const { number } of rows) {
      this.waiting.get(number)?.();
      this.waiting.delete(number);
    }
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.look(), LOOK_EVERY_MS) : undefined;
  }
}

interface Session {
  readonly target: Target;
  readonly ends: Ends;
  readonly creates: number[];
  readonly failures: string[];
  lives: number;
  token: number;
}

async function live(session: Session): Promise<void> {
  const { target } = session;
  const { origin } = target.program;
  const headers = { authorization: `Bearer ${target.tokens[session.token++ % target.tokens.length]}` };
  const period = beijing(new Date()).startOf('month').subtract(1, 'month').format('YYYYMM');
  const quote = await askJson<{ id: string }>(
    'POST',
    `${origin}/api/services/water/quotes`,
    { account: { typed: nextAccount() }, bills: [period] },
    headers,
  );
  const order = await askJson<{ id: string; number: string }>('PUT', `${origin}/api/orders/${quote.id}`, { quote: quote.id }, headers);
  const began = performance.now();
  const opened = await askJson<{ request: object }>('POST', `${origin}/api/payments`, { orders: [order.id], channel: 'wechat' }, headers);
  session.creates.push(performance.now() - began);
  const end = session.ends.of(order.number);
  const wallet = await askJson<{ errMsg: string }>('POST', `${target.twin.origin}/_twin/wallet/wechat`, opened.request);
  if (wallet.errMsg !== 'requestPayment:ok') throw new Error(wallet.errMsg);
  await end;
  session.lives++;
}

/**
 * Drives lives for some seconds.
 * @param pace `clients`: that many at a time, each beginning the next when one ends; `per_second`: one every so often, whatever the others do
 */
export async function drive(target: Target, pace: { clients: number } | { per_second: number }, seconds: number): Promise<Loaded> {
  const db = new Client({ connectionString: target.program.database });
  await db.connect();
  const session: Session = { target, ends: new Ends(db, target.ended), creates: [], failures: [], lives: 0, token: 0 };
  const attempt = () => live(session).catch((error: Error) => void session.failures.push(error.message));
  await target.twin.notes();
  const began = performance.now();
  const until = began + seconds * 1000;
  const running = 'clients' in pace ? closed(pace.clients, until, attempt) : open(pace.per_second, began, until, attempt);
  await running;
  const took_s = (performance.now() - began) / 1000;
  const { times } = await target.twin.notes();
  await db.end();
  if (session.failures.length > session.lives / 100) throw new Error(`${session.failures.length} lives failed, first: ${session.failures[0]}`);
  const of = (values: number[]) => ({ p50: quantile(values, 0.5), p99: quantile(values, 0.99) });
  return {
    lives: session.lives,
    per_second: session.lives / took_s,
    failed: session.failures.length,
    create: of(session.creates),
    acknowledged: of(times),
  };
}

async function closed(clients: number, until: number, attempt: () => Promise<void>): Promise<void> {
  const client = async () => {
    while (performance.now() < until) await attempt();
  };
  await Promise.all(Array.from({ length: clients }, client));
}

async function open(perSecond: number, began: number, until: number, attempt: () => Promise<void>): Promise<void> {
  const running: Promise<void>[] = [];
  for (let n = 0; ; n++) {
    const at = began + (n * 1000) / perSecond;
    if (at > until) break;
    await new Promise((done) => setTimeout(done, Math.max(0, at - performance.now())));
    running.push(attempt());
  }
  await Promise.all(running);
}
