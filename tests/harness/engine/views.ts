import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { RootView } from './nodes';
import type { Realm } from './realm';

const { wxmlToJs } = require('miniprogram-compiler') as { wxmlToJs(folder: string): string };

/** A template as wcc compiles it: data in, tree out. */
type Template = (data: object) => object;
type Definition = Record<string, unknown>;

const compiled = new Map<string, string>();

/** The official compiler's output for a whole folder, once a process. */
function compile(folder: string): string {
  let script = compiled.get(folder);
  if (!script) {
    // Alipay allows a template to use itself, WeChat's runtime stops it; a WeChat build never gets that far.
    script = wxmlToJs(folder).replaceAll('if(p_[b]){_wl(b,x[0]);return}', '');
    compiled.set(folder, script);
  }
  return script;
}

export interface Views {
  /** makes a page's view from its compiled template and its program */
  create(route: string): RootView;
  /** `Page` and `Component` as the program's modules call them */
  readonly constructors: { Page(config: Definition): void; Component(config: Definition): void };
}

/** The view layer of one realm: registers components and pages with the engine as the platform does when it first needs them. */
export function createViews(realm: () => Realm, folder: string, dist: string): Views {
  let template: ((path: string) => Template) | undefined;
  const ids = new Map<string, string>();
  let loading: { path: string; id: string; using: Record<string, string> } | undefined;

  const start = (): ((path: string) => Template) => {
    const { engine, evaluate } = realm();
    const script = compile(folder);
    evaluate('globalThis.__webview_engine_version__ = 0.02');
    for (const tag of new Set(
      script.match(/_n\('[a-z-]+'\)|_mz\([a-z]+,'[a-z-]+'|_m\('[a-z-]+'/g)?.map((call) => /'([a-z-]+)'/.exec(call)?.[1] as string),
    )) {
      if (tag !== 'comp' && tag !== 'custom-wrapper') engine.component.register({ id: tag, tagName: `wx-${tag}`, template: '<slot/>' });
    }
    return evaluate(`(function(){${script}})()`);
  };

  /** Registers a page or a component, and first the components that it uses. @returns its id. */
  const register = (path: string): string => {
    const known = ids.get(path);
    if (known) return known;
    const id = `v${ids.size}-${path.replace(/\W/g, '-')}`;
    ids.set(path, id);
    const using: Record<string, string> = {};
    const { usingComponents = {} } = readJson(join(dist, `${path}.json`));
    for (const [tag, where] of Object.entries(usingComponents as Record<string, string>)) {
      using[tag] = register(where.startsWith('/') ? where.slice(1) : posix.join(posix.dirname(path), where));
    }
    const before = loading;
    loading = { path, id, using };
    realm().require(path);
    loading = before;
    return id;
  };

  const define = (definition: Definition): void => {
    if (!loading) throw new Error('Page or Component was called while no page was loading');
    template ??= start();
    const { path, id, using } = loading;
    realm().engine.component.register({
      ...definition,
      id,
      path,
      tagName: 'main',
      template: template(`${path}.wxml`),
      usingComponents: using,
      options: { classPrefix: '' },
    });
  };

  return {
    create(route) {
      template ??= start();
      const view = realm().engine.component.create(register(route));
      const { setData } = view.instance as unknown as { setData(data: object, done?: () => void): void };
      // Between the two worlds data travels by value.
      Object.assign(view.instance, { route, setData: (data: object, done?: () => void) => setData(realm().toView(data), done) });
      return view;
    },
    constructors: {
      Page({ data = {}, ...rest }) {
        define({ data, methods: Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === 'function')) });
      },
      Component: define,
    },
  };
}

export function readJson(file: string): Record<string, unknown> {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
