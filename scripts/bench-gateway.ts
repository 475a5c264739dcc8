import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '../server/database/database';
import { findPgbench, prepareCeiling, runCeiling } from './bench/ceiling';
import { openidOf, signIn } from './bench/citizens';
import { type Counted, countOf } from './bench/counting';
import { postgresCpu, since, treeCpu } from './bench/cpu';
import { bookFor } from './bench/hot';
import { drive, type Loaded, type Target } from './bench/load';
import { median, table } from './bench/numbers';
import { gatewaySettings, type Program, startFloor, startGateway, startTwin } from './bench/programs';
import { type BenchServer, freePort, openServer } from './bench/server';

/**
 * `npm run bench:gateway -- [--rounds 5] [--seconds 5] [--clients 1,8,16,32] [--citizens 1000] [--hot]`
 * Measures whole lives of payments a second, in alternating rounds: (a) what the database alone could do, (b) the least a Node
 * server could do in our place, (c) the gateway. `--hot` measures instead bookings of one agency against those of a thousand.
 * docs/benchmarks.md says what each contains.
 */
const COUNTED_LIVES_S = 3;
const HOT_CLIENTS = 16;

const ENDED = {
  gateway: `select order_number as number from fulfilments where status = 'done' and order_number = any($1)`,
  floor: `select id as number from lives where status = 'fulfilled' and id = any($1)`,
};

interface Round {
  readonly clients: number;
  readonly a: number | null;
  readonly b: Measured;
  readonly c: Measured;
}

interface Measured extends Loaded {
  /** CPU seconds for one life, by part */
  readonly cpu: Record<string, number>;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      clients: { type: 'string', default: '1,8,16,32' },
      citizens: { type: 'string', default: '1000' },
      hot: { type: 'boolean', default: false },
    },
  });
  const [rounds, seconds, citizens] = [Number(values.rounds), Number(values.seconds), Number(values.citizens)];
  const levels = values.clients.split(',').map(Number);
  if (![rounds, seconds, citizens, ...levels].every((one) => Number.isInteger(one) && one > 0)) throw new Error('numbers must be whole and positive');
  const pgbench = findPgbench(process.env);
  if (!pgbench) console.log('pgbench was not found (Debian: postgresql-contrib; or set PGBENCH to its path): (a) is left out.');
  const server = await openServer(process.env.DATABASE_URL);
  console.log(`${server.label} · ${cpus().length} cores · Node ${process.version} · load ${loadavg()[0]?.toFixed(2)} at the start\n`);
  const undo: (() => Promise<void>)[] = [server.stop];
  try {
    if (values.hot) return await hotAgency(server, rounds, seconds);
    const stage = await setUp(server, citizens, undo);
    const measured: Round[] = [];
    const ceiling = pgbench ? await prepareCeiling(await server.makeDatabase('ceiling'), server.home) : undefined;
    // A few lives that count for nothing: compiled code, warm caches, open connections.
    for (const target of [stage.floor, stage.gateway]) await drive(target, { clients: 8 }, 2);
    for (let round = 1; round <= rounds; round++) {
      for (const clients of levels) {
        const a = pgbench && ceiling ? runCeiling(pgbench, ceiling.script, ceiling.url, clients, seconds) : null;
        const b = await measure(server, stage.floor, clients, seconds);
        const c = await measure(server, stage.gateway, clients, seconds);
        measured.push({ clients, a, b, c });
        console.log(
          `round ${round}, ${clients} clients: a ${a?.toFixed(0) ?? '–'}, b ${b.per_second.toFixed(0)}, c ${c.per_second.toFixed(0)} lives a second`,
        );
      }
    }
    report(levels, measured);
    await halfLoad(stage.gateway, levels, measured, seconds * 2);
    for (const name of ['floor', 'gateway'] as const) tellCounts(name, await countPass(server, stage, name));
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function hotAgency(server: BenchServer, rounds: number, seconds: number): Promise<void> {
  const url = await server.makeDatabase('hot');
  const db = openDatabase(url);
  await migrate(db);
  await db.close();
  const [one, many]: [number[], number[]] = [[], []];
  for (let round = 1; round <= rounds; round++) {
    one.push(await bookFor(url, HOT_CLIENTS, seconds, false));
    many.push(await bookFor(url, HOT_CLIENTS, seconds, true));
    console.log(`round ${round}: one agency ${one.at(-1)?.toFixed(0)}, a thousand ${many.at(-1)?.toFixed(0)} bookings a second`);
  }
  console.log(
    `\nOne agency ${median(one).toFixed(0)}, a thousand ${median(many).toFixed(0)} bookings a second: ${(median(one) / median(many)).toFixed(2)}`,
  );
}

interface Stage {
  readonly settings: Record<string, string>;
  readonly twin: Program;
  readonly gateway: Target;
  readonly floor: Target;
}

async function setUp(server: BenchServer, citizens: number, undo: (() => Promise<void>)[]): Promise<Stage> {
  const port = await freePort();
  const settings = await gatewaySettings(server, `http://127.0.0.1:${port}`);
  const twin = await startTwin(server, port);
  undo.push(twin.stop);
  const floor = await startFloor(server, { ...settings, FLOOR_OPENID: await openidOf(twin, 'floor') });
  undo.push(floor.stop);
  const gateway = await startGateway(server, settings);
  undo.push(gateway.stop);
  const tokens = await signIn(gateway, twin, settings, citizens);
  return {
    settings,
    twin,
    gateway: { program: gateway, twin, tokens, ended: ENDED.gateway },
    floor: { program: floor, twin, tokens: ['none'], ended: ENDED.floor },
  };
}

function cpuNow(server: BenchServer, target: Target): Record<string, number> {
  const name = (url: string) => new URL(url).pathname.slice(1);
  const own = process.cpuUsage();
  const databases = { 'its database': name(target.program.database), "the twin's database": name(target.twin.database) };
  const { shared, ...split } = server.postmaster === null ? {} : postgresCpu(server.postmaster, databases);
  return {
    program: treeCpu(target.program.pid),
    ...split,
    ...(shared !== undefined && { 'database, shared': shared }),
    twin: treeCpu(target.twin.pid),
    load: (own.user + own.system) / 1e6,
  };
}

async function measure(server: BenchServer, target: Target, clients: number, seconds: number): Promise<Measured> {
  // The others had the machine: caches are cold and the first lives slow.
  await drive(target, { clients }, 0.5);
  const before = cpuNow(server, target);
  const loaded = await drive(target, { clients }, seconds);
  const used = since(before, cpuNow(server, target));
  return { ...loaded, cpu: Object.fromEntries(Object.entries(used).map(([part, spent]) => [part, spent / Math.max(1, loaded.lives)])) };
}

function report(levels: readonly number[], rounds: readonly Round[]): void {
  const at = (clients: number) => rounds.filter((round) => round.clients === clients);
  const of = (clients: number, pick: (round: Round) => number | null) => median(at(clients).flatMap((round) => pick(round) ?? []));
  console.log(`\nLives a second, median of ${at(levels[0] as number).length}\n`);
  console.log(
    table(
      ['clients', '(a) ceiling', '(b) floor', '(c) gateway', 'c/b', 'b/a', 'c: own CPU / b: own CPU'],
      levels.map((clients) => [
        String(clients),
        of(clients, (round) => round.a),
        of(clients, (round) => round.b.per_second),
        of(clients, (round) => round.c.per_second),
        of(clients, (round) => round.c.per_second / round.b.per_second),
        of(clients, (round) => (round.a ? round.b.per_second / round.a : null)),
        of(clients, (round) => own(round.c) / own(round.b)),
      ]),
    ),
  );
  console.log('\nMilliseconds: opening a payment, and a notice until it is acknowledged (as the twin sees it)\n');
  console.log(
    table(
      ['clients', 'b create p50', 'p99', 'b notice p50', 'p99', 'c create p50', 'p99', 'c notice p50', 'p99'],
      levels.map((clients) => [
        String(clients),
        ...(['b', 'c'] as const).flatMap((which) =>
          (['create', 'acknowledged'] as const).flatMap((what) => [
            of(clients, (round) => round[which][what].p50),
            of(clients, (round) => round[which][what].p99),
          ]),
        ),
      ]),
    ),
  );
  console.log('\nCPU milliseconds for one life\n');
  const parts = Object.keys(rounds[0]?.c.cpu ?? {});
  console.log(
    table(
      ['clients', ...parts, 'all'],
      levels.flatMap((clients) =>
        (['b', 'c'] as const).map((which) => [
          `${which} ${clients}`,
          ...parts.map((part) => of(clients, (round) => 1000 * (round[which].cpu[part] ?? 0))),
          of(clients, (round) => 1000 * Object.values(round[which].cpu).reduce((sum, one) => sum + one, 0)),
        ]),
      ),
    ),
  );
}

/** What the program and its own database spent: independent of how much the twin and the load take of the same cores. */
function own(measured: Measured): number {
  return (measured.cpu.program ?? 0) + (measured.cpu['its database'] ?? 0);
}

async function halfLoad(target: Target, levels: readonly number[], rounds: readonly Round[], seconds: number): Promise<void> {
  const most = Math.max(...levels.map((clients) => median(rounds.filter((round) => round.clients === clients).map((round) => round.c.per_second))));
  const half = await drive(target, { per_second: most / 2 }, seconds);
  const { create, acknowledged } = half;
  console.log(`\nAt half of the gateway's most (${(most / 2).toFixed(0)} lives begun a second, ${half.per_second.toFixed(0)} ended), milliseconds\n`);
  console.log(
    table(
      ['', 'p50', 'p99'],
      [
        ['opening a payment', create.p50, create.p99],
        ['notice acknowledged', acknowledged.p50, acknowledged.p99],
      ],
    ),
  );
}

/** A program of its own, watched: counting costs time, so nothing is timed in it. */
async function countPass(server: BenchServer, stage: Stage, name: 'floor' | 'gateway'): Promise<Counted> {
  const settings = { ...stage.settings, ...(name === 'floor' && { FLOOR_OPENID: await openidOf(stage.twin, 'floor') }) };
  const program = await (name === 'floor' ? startFloor : startGateway)(server, settings, 'statements');
  try {
    const tokens = name === 'floor' ? ['none'] : await signIn(program, stage.twin, settings, 20);
    const target = { ...stage[name], program, tokens };
    await drive(target, { clients: 4 }, 1);
    await program.notes();
    const { lives } = await drive(target, { clients: 4 }, COUNTED_LIVES_S);
    return await countOf((await program.notes()).notes, lives, program.database);
  } finally {
    await program.stop();
  }
}

function tellCounts(name: string, counted: Counted): void {
  const { statements, commits, unflushed, rsa, http } = counted;
  console.log(
    `\nOne life in the ${name}: ${statements.toFixed(1)} statements, ${commits.toFixed(1)} durable commits, ${unflushed.toFixed(1)} commits without a flush, ${rsa.sign.toFixed(1)} RSA signatures made, ${rsa.verify.toFixed(1)} verified, ${http.in.toFixed(1)} requests in, ${http.out.toFixed(1)} out\n`,
  );
  console.log(counted.list);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
