import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type DOMWindow, JSDOM, VirtualConsole } from 'jsdom';
import type { ViewEngine } from './nodes';

/**
 * What a mini-program's logic layer does not have, although a browser does. These are taken away from the realm, so that
 * code that leans on one of them fails here as it fails on a phone.
 */
const ABSENT = ['AbortController', 'AbortSignal', 'Intl', 'fetch', 'Headers', 'Request', 'Response', 'XMLHttpRequest', 'WebSocket', 'FormData', 'Blob', 'URL', 'URLSearchParams', 'MessageChannel', 'queueMicrotask', 'structuredClone'];
/** The engine draws with these; the program's own files must not see them. */
const HIDDEN = ['window', 'self', 'document', 'location', 'history', 'localStorage', 'sessionStorage', 'requestAnimationFrame', 'cancelAnimationFrame', 'Image', 'Element', 'HTMLElement', 'Node'];

/** One running process of the super-app: a window to draw in, the view engine, and the program's modules. Killing it ends its timers. */
export interface Realm {
  readonly window: DOMWindow;
  readonly engine: ViewEngine;
  /** evaluates a script as the view layer would */
  evaluate<T>(script: string): T;
  /** runs a module of the program, once */
  require(file: string): unknown;
  /** values as the program's own JSON.parse would make them */
  copy<T>(value: T): T;
  kill(): void;
  readonly dead: () => boolean;
}

export interface RealmOptions {
  /** folder of the compiled program */
  readonly dist: string;
  /** what the platform puts into every module's scope */
  readonly globals: Readonly<Record<string, unknown>>;
  readonly onError: (error: unknown) => void;
}

export function createRealm({ dist, globals, onError }: RealmOptions): Realm {
  const virtualConsole = new VirtualConsole();
  virtualConsole.on('jsdomError', onError);
  virtualConsole.on('error', (...words: unknown[]) => onError(words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ')));
  const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole, url: 'https://servicewechat.invalid/' });
  window.eval(bundledEngine());
  for (const name of ABSENT) window.eval(`delete globalThis.${name}; if (typeof ${name} !== 'undefined') globalThis.${name} = undefined;`);
  window.addEventListener('unhandledrejection', (event) => onError((event as unknown as { reason: unknown }).reason));

  let isDead = false;
  const modules = new Map<string, { exports: unknown }>();
  const names = [...Object.keys(globals), ...HIDDEN];
  const values = [...Object.values(globals), ...HIDDEN.map(() => undefined)];

  const requireFrom = (from: string, wanted: string): unknown => {
    const file = join(from, wanted.endsWith('.js') ? wanted : `${wanted}.js`);
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const source = readFileSync(join(dist, file), 'utf8');
    const run = window.eval(`(function(require,module,exports,${names.join(',')}){${source}\n})\n//# sourceURL=${file}`) as (...args: unknown[]) => void;
    run((path: string) => requireFrom(join(file, '..'), path), module, module.exports, ...values);
    return module.exports;
  };

  return {
    window,
    engine: window.eval('theEngine') as ViewEngine,
    evaluate: (script) => window.eval(script),
    require: (file) => requireFrom('', file),
    copy: (value) => (value === undefined ? value : (window.eval('JSON.parse') as typeof JSON.parse)(JSON.stringify(value))),
    kill() {
      isDead = true;
      window.close();
    },
    dead: () => isDead,
  };
}

let bundle: string | undefined;

/** exparser and j-component, WeChat's own view engine for tests, as one script for a window. */
function bundledEngine(): string {
  bundle ??= buildSync({
    stdin: { contents: "import exparser from 'miniprogram-exparser'; import component from 'j-component'; globalThis.theEngine = { exparser, component };", resolveDir: __dirname },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    define: { global: 'globalThis' },
    logLevel: 'silent',
  }).outputFiles[0]?.text as string;
  return bundle;
}
