import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Paths below a folder, relative to it, with `/`. */
export function filesIn(folder: string, ending = ''): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

export const sizeOf = (folder: string, files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

/** A table for the log of a test run. */
export function printTable(title: string, rows: readonly (readonly [string, string, string])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  process.stdout.write(`${title}\n${rows.map(([name, is, limit]) => `  ${name.padEnd(width)} ${is.padStart(10)}  of ${limit}\n`).join('')}`);
}
