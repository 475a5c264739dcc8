import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds used so far, by part. `database` is split by database name; what serves all of them is `shared`. */
export type Cpu = Readonly<Record<string, number>>;

/** Linux counts a process's time in hundredths of a second. */
const TICKS_PER_S = 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly own_s: number;
  /** of children that ended */
  readonly gone_s: number;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields after the name, which is in brackets and may contain anything.
    const field = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (from: number) => (Number(field[from]) + Number(field[from + 1])) / TICKS_PER_S;
    return { pid, parent: Number(field[1]), own_s: ticks(11), gone_s: ticks(13) };
  } catch {
    return undefined;
  }
}

function allStats(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
}

/** One program and everything it started. */
export function treeCpu(root: number): number {
  const stats = allStats();
  let sum = 0;
  const add = (pid: number) => {
    const stat = stats.find((one) => one.pid === pid);
    sum += stat ? stat.own_s + stat.gone_s : 0;
    for (const child of stats) if (child.parent === pid) add(child.pid);
  };
  add(root);
  return sum;
}

/**
 * A PostgreSQL server's time by database, from the names that its processes bear. Connections that ended meanwhile count as
 * `shared`, with the WAL writer, the checkpointer and vacuum.
 */
export function postgresCpu(postmaster: number, databases: Readonly<Record<string, string>>): Record<string, number> {
  const sums: Record<string, number> = { shared: (readStat(postmaster)?.own_s ?? 0) + (readStat(postmaster)?.gone_s ?? 0) };
  for (const stat of allStats()) {
    if (stat.parent !== postmaster) continue;
    const title = readTitle(stat.pid);
    const part = Object.keys(databases).find((name) => title.includes(` ${databases[name]} `)) ?? 'shared';
    sums[part] = (sums[part] ?? 0) + stat.own_s;
  }
  return sums;
}

function readTitle(pid: number): string {
  try {
    return `${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')} `;
  } catch {
    return '';
  }
}

export function since(before: Cpu, after: Cpu): Record<string, number> {
  return Object.fromEntries(Object.keys(after).map((part) => [part, Math.max(0, (after[part] ?? 0) - (before[part] ?? 0))]));
}
