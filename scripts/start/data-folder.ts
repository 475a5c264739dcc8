import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reachable } from '../../server/database/embedded';

/** One line for people, then the process ends. */
export class StartError extends Error {}

/**
 * Where this run keeps everything: `RONGYIFU_HOME`, else `.rongyifu` beside the program. Root in a private folder (such as
 * its own home) gets `/var/lib/rongyifu`, because the database's user could not reach the private one.
 */
export function dataFolder(env: NodeJS.ProcessEnv, project: string): string {
  const chosen = env.RONGYIFU_HOME?.trim();
  const folder = chosen
    ? resolve(chosen)
    : process.getuid?.() === 0 && !reachable(join(project, '.rongyifu'))
      ? '/var/lib/rongyifu'
      : join(project, '.rongyifu');
  try {
    mkdirSync(folder, { recursive: true });
    // Others may pass through (the database's user must) but not list what is here; every secret file is closed by itself.
    chmodSync(folder, 0o711);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new StartError(
      `Cannot write to the data folder ${folder} (${(error as NodeJS.ErrnoException).code}). Set RONGYIFU_HOME to a folder of yours.`,
    );
  }
  return folder;
}

/**
 * Makes this process the folder's only owner.
 * @returns whether an earlier owner died without cleaning up
 * @throws StartError while another live process owns it
 */
export function ownFolder(folder: string): { recovered: boolean; release(): void } {
  const file = join(folder, 'owner.json');
  const mine = JSON.stringify({ pid: process.pid, born: birthOf(process.pid) });
  for (let recovered = false; ; ) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return { recovered, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readOwner(file);
    // A process id alone is not enough: after a restart of the machine or container, another program may bear it.
    if (owner && birthOf(owner.pid) === owner.born && owner.born !== '') {
      throw new StartError(`The data folder ${folder} is in use by process ${owner.pid}. Stop that one, or set RONGYIFU_HOME to another folder.`);
    }
    rmSync(file, { force: true });
    recovered = true;
  }
}

function readOwner(file: string): { pid: number; born: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** When a process began, in whatever words the system has for it; empty when there is none. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields after the name, which is in brackets and may contain anything; the 20th of them is the start time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return process.platform === 'linux' ? '' : spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  }
}
