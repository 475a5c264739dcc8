import { runOps } from '../../scripts/ops/run';
import { createChannels } from '../../server/gateway';
import { codeOf, stepAt } from '../../server/operators/totp';
import type { World } from './world';

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly error: string;
}

export interface Office {
  /** one command as a person types it, signed in with a fresh code when a name is given */
  ops(as: string | null, ...argv: string[]): Promise<Said>;
  /** the same with an environment of its own and nobody signed in */
  run(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<Said>;
  /** what the authenticator app shows now */
  codeFor(name: string): string;
}

/** A world's operators: supervisors li.na and wang.fang, operator zhao.lei, viewer sun.yu. */
export async function openOffice(world: World): Promise<Office> {
  const secrets = new Map<string, Buffer>();
  const ctx = world.gateway.context;
  const codeFor = (name: string) => codeOf(secrets.get(name) as Buffer, stepAt(ctx.clock()));
  const run: Office['run'] = async (env, ...argv) => {
    const said = { out: '', error: '' };
    const add = (to: 'out' | 'error') => (text: string) => {
      said[to] += text;
    };
    const exit = await runOps(argv, { env, out: add('out'), error: add('error') }, async () => ({
      ctx,
      channelsAt: (clock) => createChannels(ctx.config, clock, ctx.clock),
      close: async () => {},
    }));
    return { exit, ...said };
  };
  const ops: Office['ops'] = async (as, ...argv) => {
    if (!as) return run({}, ...argv);
    // People wait for the next code; tests make the last one good again.
    await ctx.db.rows('update operators set last_step = 0 where name = $1', [as]);
    return run({}, ...argv, '--as', as, '--code', codeFor(as));
  };
  const add = async (by: string | null, name: string, ...how: string[]) => {
    const { secret } = JSON.parse((await ops(by, 'operators', 'add', name, ...how, '--json')).out) as { secret: string };
    secrets.set(name, fromBase32(secret));
  };
  await add(null, 'li.na', '--first');
  await add('li.na', 'wang.fang', '--role', 'supervisor');
  await add('li.na', 'zhao.lei', '--role', 'operator');
  await add('li.na', 'sun.yu', '--role', 'viewer');
  return { ops, run, codeFor };
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
