import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { query } from './server';

/*
 * What the database alone could do: one payment's life in the fewest durable commits that keep the promises (stored before the
 * channel is asked; booked with its ledger entries and its job; fulfilled with its ledger entries), one prepared statement each.
 */

const SCHEMA = `
create table payments (id bigint primary key, amount_fen bigint not null, status text not null);
create table entries (id bigint generated always as identity primary key, payment bigint not null, account text not null, amount_fen bigint not null);
create table jobs (payment bigint primary key)`;

const LIFE = `\\set id random(1, 1000000000000000)
insert into payments values (:id, 1000, 'open');
with p as (update payments set status = 'paid' where id = :id and status = 'open' returning id, amount_fen), e as (insert into entries (payment, account, amount_fen) select p.id, one.account, one.sign * p.amount_fen from p, (values ('channel', 1), ('held', -1)) as one(account, sign)) insert into jobs select id from p;
with j as (delete from jobs where payment = :id returning payment), p as (update payments set status = 'fulfilled' from j where id = j.payment returning id, amount_fen) insert into entries (payment, account, amount_fen) select p.id, one.account, one.sign * p.amount_fen from p, (values ('held', 1), ('agency', -1)) as one(account, sign);
`;

/** The PGBENCH setting, what is on the PATH, or where Debian's package puts it. */
export function findPgbench(env: NodeJS.ProcessEnv): string | undefined {
  const debian = '/usr/lib/postgresql';
  const places = [
    ...(env.PGBENCH ? [env.PGBENCH] : []),
    ...(env.PATH ?? '').split(':').map((folder) => join(folder, 'pgbench')),
    ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin/pgbench')) : []),
  ];
  // Debian's wrapper on the PATH finds no server of its own and then no pgbench; the program itself always works.
  return places.reverse().find((path) => existsSync(path));
}

export async function prepareCeiling(url: string, folder: string): Promise<{ url: string; script: string }> {
  await query(url, SCHEMA);
  const script = join(folder, 'life.sql');
  writeFileSync(script, LIFE);
  return { url, script };
}

/** @returns lives per second */
export function runCeiling(pgbench: string, script: string, url: string, clients: number, seconds: number): number {
  const at = new URL(url);
  const done = spawnSync(
    pgbench,
    ['-n', '-M', 'prepared', '-c', String(clients), '-j', String(Math.min(2, clients)), '-T', String(seconds), '-f', script, at.pathname.slice(1)],
    {
      env: {
        ...process.env,
        PGHOST: at.hostname,
        PGPORT: at.port || '5432',
        PGUSER: decodeURIComponent(at.username),
        PGPASSWORD: decodeURIComponent(at.password),
      },
      encoding: 'utf8',
    },
  );
  const tps = /tps = ([\d.]+)/.exec(done.stdout ?? '')?.[1];
  if (!tps) throw new Error(`pgbench: ${(done.stderr || done.stdout || String(done.error)).trim().split('\n').pop()}`);
  return Number(tps);
}
