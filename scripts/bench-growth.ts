import { statfsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { migrate, openDatabase } from '../server/database/database';
import { openCapture } from './bench/capture';
import { type City, cityOf, ORDERS_A_DAY, parts } from './bench/city';
import { copyIn } from './bench/copy';
import { brief, table } from './bench/numbers';
import { gatewaySettings } from './bench/programs';
import { contextOver, questionsOf, yesterday } from './bench/questions';
import { type BenchServer, openServer, query } from './bench/server';

/**
 * `npm run bench:growth -- [--large] [--sizes 400000,4000000]`
 * Fills a database with the orders of months and of years and counts the pages that the gateway's own statements touch in each.
 * A statement whose pages grow with the history would make the service slower every day.
 */
const GOAL = 1.5;
/** On disk, with indexes; measured. What is missing is told before hours are spent. */
const BYTES_AN_ORDER = 7_500;

interface Sized {
  readonly orders: number;
  /** of the statement that is compared: sizes may be compared only where it is the same */
  readonly listed: number;
  readonly buffers: Map<string, { buffers: number; ms: number; plans: string[] }>;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { large: { type: 'boolean', default: false }, sizes: { type: 'string', default: '400000,4000000' } } });
  const sizes = [...values.sizes.split(',').map(Number), ...(values.large ? [40_000_000] : [])];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 10_000)) throw new Error('--sizes are whole numbers of at least 10000');
  const server = await openServer(process.env.DATABASE_URL);
  console.log(`${server.label} · ${ORDERS_A_DAY.toLocaleString('en')} orders a day\n`);
  try {
    const seen: Sized[] = [];
    for (const orders of sizes) seen.push(await measure(server, orders));
    return report(seen);
  } finally {
    await server.stop();
  }
}

async function measure(server: BenchServer, orders: number): Promise<Sized> {
  const disk = statfsSync(server.home);
  const [needed, free] = [orders * BYTES_AN_ORDER, disk.bavail * disk.bsize];
  if (needed > free) throw new Error(`${orders} orders take about ${gigabytes(needed)}; ${gigabytes(free)} are free at ${server.home}`);
  // The middle of a day, so that the day before is whole.
  const city = cityOf(orders, new Date('2026-11-23T04:00:00Z'));
  const url = await server.makeDatabase(`growth_${orders}`);
  const db = openDatabase(url);
  await migrate(db);
  await db.close();
  await fill(url, city);
  const capture = await openCapture(url);
  try {
    const ctx = contextOver(capture, city, await gatewaySettings(server, 'http://127.0.0.1:9'));
    const buffers: Sized['buffers'] = new Map();
    for (const question of questionsOf(city)) {
      const asked = await capture.of(() => question.ask(ctx));
      buffers.set(question.name, await capture.buffersOf(asked.filter(({ text }) => /^\s*(select|with|insert|update|delete)/i.test(text))));
    }
    const [day] = await query<{ rows: number }>(url, `select count(*)::int as rows from statement_rows where source = 'wechat' and day = $1`, [
      yesterday(city),
    ]);
    return { orders, listed: day?.rows ?? 0, buffers };
  } finally {
    await capture.close();
    await server.dropDatabase(url);
  }
}

/** COPY into tables without their plain indexes and with triggers off, as for a restore; then indexes, statistics, a vacuum. */
async function fill(url: string, city: City): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const began = performance.now();
  await client.query(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '1GB'`);
  const { rows: indexes } = await client.query<{ name: string; made_by: string }>(
    `select c.relname as name, pg_get_indexdef(c.oid) as made_by from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
     where t.relname = any($1) and not exists (select 1 from pg_constraint where conindid = c.oid)`,
    [parts.map((part) => part.table)],
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  for (const part of parts) await copyIn(client, part.table, part.columns, part.rows(city));
  const copied = performance.now();
  for (const { made_by } of indexes) await client.query(made_by);
  await client.query(
    `insert into reconciliations (source, day, status, staged, compared_at)
     select distinct source, day, 'compared', try, $1::timestamptz from statement_rows`,
    [city.now],
  );
  for (const [of, column] of [
    ['ledger_transactions', 'id'],
    ['ledger_entries', 'id'],
  ])
    await client.query(`select setval(pg_get_serial_sequence('${of}', '${column}'), (select max(${column}) from ${of}))`);
  await client.query('vacuum analyze');
  const { rows } = await client.query<{ name: string; heap: string; whole: string }>(
    `select relname as name, pg_table_size(oid)::text as heap, pg_total_relation_size(oid)::text as whole from pg_class where relname = any($1)`,
    [parts.map((part) => part.table)],
  );
  await client.end();
  const [copy_s, all_s] = [(copied - began) / 1000, (performance.now() - began) / 1000];
  const total = rows.reduce((sum, one) => sum + Number(one.whole), 0);
  console.log(
    `${city.orders.toLocaleString('en')} orders: copied in ${copy_s.toFixed(0)} s (${brief(city.orders / copy_s)} orders a second), with indexes and vacuum ${all_s.toFixed(0)} s; ${gigabytes(total)}, ${brief(total / city.orders)} bytes an order`,
  );
  console.log(
    `  ${rows
      .sort((a, b) => Number(b.whole) - Number(a.whole))
      .map((one) => `${one.name} ${gigabytes(Number(one.whole))}`)
      .join(', ')}\n`,
  );
}

function report(seen: readonly Sized[]): boolean {
  const [first] = seen as [Sized];
  let good = seen.every((one) => one.listed === first.listed);
  console.log(`Rows on the statement that is compared: ${seen.map((one) => one.listed.toLocaleString('en')).join(', ')}\n`);
  const rows = [...first.buffers.keys()].map((name) => {
    const of = seen.map((one) => one.buffers.get(name) as { buffers: number; ms: number; plans: string[] });
    const ratio = (of.at(-1)?.buffers ?? 0) / Math.max(1, of[0]?.buffers ?? 1);
    if (ratio > GOAL) good = false;
    return [
      name,
      ...of.flatMap((one) => [String(one.buffers), brief(one.ms)]),
      `${ratio.toFixed(2)}${ratio > GOAL ? ' ✗' : ''}`,
      [...new Set(of.flatMap((one) => one.plans))].join(' '),
    ];
  });
  console.log('Pages of shared buffers touched, and milliseconds, warm; the median of five\n');
  console.log(table(['', ...seen.flatMap((one) => [`at ${one.orders.toLocaleString('en')}`, 'ms']), 'last / first', 'read from end to end'], rows));
  console.log(good ? `\nNothing grows by more than ${GOAL}.` : `\nWhat is marked grows by more than ${GOAL}, or the days compared are not alike.`);
  return good;
}

function gigabytes(bytes: number): string {
  return bytes < 1e8 ? `${brief(bytes / 1e6)} MB` : `${brief(bytes / 1e9)} GB`;
}

main().then(
  (good) => process.exit(good ? 0 : 1),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
