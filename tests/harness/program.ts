import type { ViewNode } from './engine/nodes';
import { createRealm, type Realm } from './engine/realm';
import type { AppConfig, AppObject } from './engine/shell';
import { Shell } from './engine/shell';
import { createViews } from './engine/views';
import type { Phone } from './phone';

/** A mini-program that is running. */
export interface Program {
  readonly realm: Realm;
  readonly shell: Shell;
  readonly phone: Phone;
  /** what the platform itself does when something of its own is pressed */
  afterTap(node: ViewNode): void;
  /** the super-app ends it, as phones do to programs in the background; storage stays */
  kill(): void;
}

export interface Ground {
  /** the compiled program */
  readonly dist: string;
  /** the folder whose templates are in WeChat's words */
  readonly templates: string;
  readonly phone: Phone;
  readonly config: AppConfig;
  readonly decodes: boolean;
  /** the platform's global, by its name */
  api(shell: () => Shell, realm: () => Realm): Readonly<Record<string, object>>;
  afterTap?(program: Program, node: ViewNode): void;
}

/** Starts a compiled program as the super-app does: app.js, then the page that was asked for. */
export function launchProgram(
  { dist, templates, phone, config, decodes, api, afterTap }: Ground,
  path = config.pages[0] as string,
  query = '',
): Program {
  let shell: Shell;
  const views = createViews(() => realm, templates, dist);
  const realm: Realm = createRealm({
    dist,
    onError: (error) => phone.errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    globals: {
      ...views.constructors,
      Behavior: undefined,
      App(app: AppObject) {
        shell.app = app;
        return app;
      },
      getApp: () => shell.app,
      getCurrentPages: () => shell.pages(),
      ...api(
        () => shell,
        () => realm,
      ),
    },
  });
  shell = new Shell(realm, views, config, decodes);
  realm.require('app.js');
  shell.launch(path, query);
  const program: Program = { realm, shell, phone, afterTap: (node) => afterTap?.(program, node), kill: () => realm.kill() };
  return program;
}
