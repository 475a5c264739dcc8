import { parseArgs } from 'node:util';
import { isVerb, OpsError, usageOf } from './usage';

const options = {
  as: { type: 'string' },
  code: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  why: { type: 'string' },
  amount: { type: 'string' },
  again: { type: 'boolean' },
  until: { type: 'string' },
  message: { type: 'string' },
  day: { type: 'string' },
  csv: { type: 'boolean' },
  role: { type: 'string' },
  first: { type: 'boolean' },
} as const;

type Text = { [K in keyof typeof options]: (typeof options)[K]['type'] extends 'string' ? K : never }[keyof typeof options];
type Flag = Exclude<keyof typeof options, Text>;

/** What was typed, taken apart. */
export interface Args {
  readonly verb: string;
  option(name: Text): string | undefined;
  has(name: Flag): boolean;
  at(index: number): string | undefined;
  /** @throws OpsError with the verb's usage */
  need(index: number): string;
  /** takes a second word off, as in `cases show` */
  sub(words: readonly string[]): Args;
}

/** @throws OpsError for an unknown option or verb */
export function readArgs(argv: readonly string[]): Args | undefined {
  let values: Partial<Record<keyof typeof options, string | boolean>>;
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true }));
  } catch (error) {
    throw new OpsError((error as Error).message.split(/\. |\.?\n/)[0] as string);
  }
  const [verb, ...words] = positionals;
  if (!verb || verb === 'help' || values.help) return undefined;
  if (!isVerb(verb)) throw new OpsError(`There is no verb "${verb}". npm run ops shows them all.`);
  const make = (name: string, rest: readonly string[]): Args => ({
    verb: name,
    option: (key) => values[key] as string | undefined,
    has: (key) => values[key] === true,
    at: (index) => rest[index],
    need(index) {
      const word = rest[index]?.trim();
      if (!word) throw new OpsError(usageOf(verb));
      return word;
    },
    sub: (known) => (rest[0] !== undefined && known.includes(`${verb} ${rest[0]}`) ? make(`${verb} ${rest[0]}`, rest.slice(1)) : make(name, rest)),
  });
  return make(verb, words);
}
