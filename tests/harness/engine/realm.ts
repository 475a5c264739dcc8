import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { buildSync } from 'esbuild';
import { type DOMWindow, JSDOM, VirtualConsole } from 'jsdom';
import type { ViewEngine } from './nodes';

/**
 * One running process of the super-app, in two worlds as on a phone: a window where the view engine draws, and an engine
 * without any of a browser's objects where the program runs. Killing it ends the program's timers.
 */
export interface Realm {
  readonly window: DOMWindow;
  readonly engine: ViewEngine;
  /** evaluates a script as the view layer would */
  evaluate<T>(script: string): T;
  /** runs a module of the program, once */
  require(file: string): unknown;
  /** data as it arrives in the program: by value, made there */
  toProgram<T>(value: T): T;
  /** data as it arrives in the view */
  toView<T>(value: T): T;
  kill(): void;
  readonly dead: () => boolean;
}

export interface RealmOptions {
  /** folder of the compiled program */
  readonly dist: string;
  /** what the platform puts into the program's scope */
  readonly globals: Readonly<Record<string, unknown>>;
  readonly onError: (error: unknown) => void;
}

export function createRealm({ dist, globals, onError }: RealmOptions): Realm {
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('jsdomError', onError);
  virtualConsole.on('error', onError);
  const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'outside-only', virtualConsole });
  window.eval(bundledEngine());

  const timers = createTimers(onError);
  const log = {
    log: quiet,
    info: quiet,
    debug: quiet,
    warn: quiet,
    error: (...words: unknown[]) => onError(words.map((word) => (word as Error)?.stack ?? String(word)).join(' ')),
  };
  const program = vm.createContext({ ...timers.functions, console: log, ...globals });
  // WeChat's engine on Android has no Intl; what leans on it must fail here too.
  vm.runInContext('delete globalThis.Intl; delete globalThis.WebAssembly', program);
  const modules = new Map<string, { exports: unknown }>();
  const parse = { program: vm.runInContext('JSON.parse', program) as typeof JSON.parse, view: window.eval('JSON.parse') as typeof JSON.parse };
  const copy = <T>(value: T, by: typeof JSON.parse): T => (typeof value === 'object' && value !== null ? by(JSON.stringify(value)) : value);
  let isDead = false;

  const requireFrom = (from: string, wanted: string): unknown => {
    const file = join(from, wanted.endsWith('.js') ? wanted : `${wanted}.js`);
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const run = vm.runInContext(`(function(require,module,exports){${readFileSync(join(dist, file), 'utf8')}\n})`, program, { filename: file });
    run((path: string) => requireFrom(join(file, '..'), path), module, module.exports);
    return module.exports;
  };

  return {
    window,
    engine: window.eval('theEngine') as ViewEngine,
    evaluate: <T>(script: string) => window.eval(script) as T,
    require: (file) => requireFrom('', file),
    toProgram: (value) => copy(value, parse.program),
    toView: (value) => copy(value, parse.view),
    kill() {
      isDead = true;
      timers.stop();
      window.close();
    },
    dead: () => isDead,
  };
}

const quiet = (): void => {};

function createTimers(onError: (error: unknown) => void) {
  const running = new Set<NodeJS.Timeout>();
  const guarded = (work: (...args: unknown[]) => void, args: unknown[]) => () => {
    try {
      work(...args);
    } catch (error) {
      onError(error);
    }
  };
  const stop = (timer: NodeJS.Timeout): void => {
    running.delete(timer);
    clearTimeout(timer);
  };
  return {
    functions: {
      setTimeout(work: () => void, ms = 0, ...args: unknown[]) {
        const timer = setTimeout(() => {
          running.delete(timer);
          guarded(work, args)();
        }, ms);
        running.add(timer);
        return timer;
      },
      setInterval(work: () => void, ms = 0, ...args: unknown[]) {
        const timer = setInterval(guarded(work, args), ms);
        running.add(timer);
        return timer;
      },
      clearTimeout: stop,
      clearInterval: stop,
    },
    stop: () => running.forEach(stop),
  };
}

let bundle: string | undefined;

/** exparser and j-component, WeChat's own view engine for tests, as one script for a window. */
function bundledEngine(): string {
  bundle ??= buildSync({
    stdin: {
      contents: "import exparser from 'miniprogram-exparser'; import component from 'j-component'; globalThis.theEngine = { exparser, component };",
      resolveDir: __dirname,
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    define: { global: 'globalThis' },
    logLevel: 'silent',
  }).outputFiles[0]?.text as string;
  return bundle;
}
