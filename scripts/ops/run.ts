import { SettingError } from '../../server/config';
import type { Context } from '../../server/context';
import type { Operator } from '../../server/operators/audit';
import { OperatorRefused } from '../../server/operators/refused';
import { operatorOf, signIn } from '../../server/operators/sign-in';
import { type Args, readArgs } from './args';
import { OpsError, usage, usageOf } from './usage';
import { firstOperator, type Run, verbs } from './verbs';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** asks a person for the code; undefined where nobody sits */
  readonly askCode?: () => Promise<string>;
}

export interface Opened {
  readonly ctx: Context;
  readonly channelsAt: Run['channelsAt'];
  close(): Promise<void>;
}

/**
 * One command from its words to its exit code.
 * @param open connects only once the words make sense
 * @returns 0, or 1 after one line on `terminal.error`
 */
export async function runOps(argv: readonly string[], terminal: Terminal, open: () => Promise<Opened>): Promise<number> {
  let opened: Opened | undefined;
  try {
    const typed = readArgs(argv);
    if (!typed) {
      terminal.out(usage());
      return 0;
    }
    const args = typed.sub(Object.keys(verbs));
    const verb = verbs[args.verb];
    if (!verb) throw new OpsError(usageOf(args.verb));
    opened = await open();
    const { ctx, channelsAt } = opened;
    await needTables(ctx);
    const answer =
      args.verb === 'operators add' && args.has('first')
        ? await firstOperator(ctx, args.need(0))
        : await verb({ ctx, who: await whoIs(ctx, args, terminal), args, channelsAt, write: terminal.out });
    if (answer.json !== undefined) terminal.out(args.has('json') ? `${JSON.stringify(answer.json, null, 2)}\n` : answer.text);
    return 0;
  } catch (error) {
    terminal.error(lineOf(error));
    return 1;
  } finally {
    await opened?.close();
  }
}

async function whoIs(ctx: Context, args: Args, { env, askCode }: Terminal): Promise<Operator> {
  const name = args.option('as') ?? env.RONGYIFU_OPERATOR?.trim();
  const code = args.option('code') ?? env.RONGYIFU_CODE?.trim();
  if (name && code) return signIn(ctx, name, code);
  // A name that was typed means a code, even when a session is open: some acts take nothing less.
  if (!args.option('as') && env.RONGYIFU_SESSION?.trim()) return operatorOf(ctx, env.RONGYIFU_SESSION.trim());
  if (name && askCode) return signIn(ctx, name, await askCode());
  throw new OpsError('Who are you? --as <name> --code <6 digits>. The first account: operators add <name> --first');
}

async function needTables(ctx: Context): Promise<void> {
  const row = await ctx.db.row<{ there: boolean }>(`select to_regclass('operators') is not null as there`);
  if (!row?.there) throw new OpsError('This database is not up to date: start this version of the gateway once.');
}

function lineOf(error: unknown): string {
  if (error instanceof OpsError || error instanceof OperatorRefused || error instanceof SettingError) return error.message;
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000')
    return `The database cannot be reached (${code}). Is the gateway running?`;
  return `That failed: ${message || code || 'unknown error'}`.split('\n')[0] as string;
}
