import type { Phone } from './phone';

export type Callback = (result: object) => void;
export interface Options extends Record<string, unknown> {
  success?: Callback;
  fail?: Callback;
  complete?: Callback;
}

/** The answer to refuse with; thrown by an implementation. */
export class Fail {
  constructor(readonly result: object) {}
}

// biome-ignore lint/suspicious/noExplicitAny: each implementation knows the shape that was checked before it is called
export type Implementation = (...args: any[]) => unknown;

export interface ApiTable {
  /** return at once */
  readonly sync: Readonly<Record<string, Implementation>>;
  /** take `success`, `fail` and `complete` */
  readonly async: Readonly<Record<string, Implementation>>;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Rules {
  /** `wx`, `my` */
  readonly name: string;
  readonly phone: Phone;
  readonly dead: () => boolean;
  /** every name that the platform has, implemented here or not */
  readonly known: Iterable<string>;
  /** @returns what is wrong with a call */
  check(name: string, args: readonly unknown[]): string[];
  /** whether a call without callbacks gives a promise; what gives a task never does */
  promises(name: string): boolean;
  /** gives a result the shape and the realm that the program expects */
  deliver<T>(result: T): T;
}

/** Read by runtimes and debuggers on any object. */
const PLAIN = new Set(['then', 'toJSON', 'hasOwnProperty', 'constructor', 'toString', 'valueOf', 'nodeType', '$$typeof', 'asymmetricMatch']);

/**
 * The platform's global. Strict where a phone is silent: a name that the platform does not have, an option that it does not
 * know, and a name that the harness does not play all throw and are recorded, since the program may swallow what is thrown.
 */
export function createPlatformApi(table: ApiTable, rules: Rules): object {
  const { name: global, phone } = rules;
  const violate = (text: string): never => {
    phone.violations.push(text);
    throw new Error(text);
  };
  const checked = (name: string, args: readonly unknown[]): void => {
    phone.calls.push({ name, options: args[0] });
    const wrong = rules.check(name, args);
    if (wrong.length) violate(`${global}.${name}: ${wrong.join('; ')}`);
  };
  const target: Record<string, unknown> = { ...table.values };
  for (const name of rules.known) target[name] ??= () => violate(`${global}.${name} exists, but this harness does not play it`);
  for (const [name, play] of Object.entries(table.sync)) {
    target[name] = (...args: unknown[]) => {
      checked(name, args);
      return rules.deliver(play(...args));
    };
  }
  for (const [name, play] of Object.entries(table.async)) {
    target[name] = (options: Options = {}) => {
      checked(name, [options]);
      return answer(options, () => play(options), rules, rules.promises(name));
    };
  }
  return new Proxy(target, {
    get(object, name) {
      if (typeof name === 'symbol' || name in object || PLAIN.has(name)) return Reflect.get(object, name);
      // Bundlers keep their own registry on the platform's global.
      if (/^webpackJsonp|^taro|^__/i.test(name)) return undefined;
      return violate(`${global}.${name} does not exist on this platform`);
    },
  });
}

/** Calls back as platforms do: later, and one of success and fail before complete. */
function answer(options: Options, play: () => unknown, { deliver, dead, phone }: Rules, promises: boolean): unknown {
  const { success, fail, complete } = options;
  const asked = Promise.resolve().then(play);
  if (promises && !success && !fail && !complete) {
    return new Promise((resolve, reject) => {
      asked.then(
        (result) => !dead() && result !== NEVER && resolve(deliver(result ?? {})),
        (error: unknown) => !dead() && reject(error instanceof Fail ? deliver(error.result) : error),
      );
    });
  }
  const end = (callback: Callback | undefined, result: object): void => {
    if (dead()) return;
    const delivered = deliver(result);
    callback?.(delivered);
    complete?.(delivered);
  };
  asked
    .then(
      (result: unknown) => (result === NEVER ? undefined : end(success, (result as object | undefined) ?? {})),
      (error: unknown) => {
        if (!(error instanceof Fail)) throw error;
        end(fail, error.result);
      },
    )
    // The harness itself broke, or the program in its callback: either way the journey must not end well.
    .catch((error: unknown) => !dead() && phone.errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  return { abort: () => undefined };
}

/** An implementation's answer that never comes. */
export const NEVER = Symbol('never');
