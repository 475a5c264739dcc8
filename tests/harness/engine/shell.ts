import type { PageInstance, RootView } from './nodes';
import type { Realm } from './realm';
import type { Views } from './views';

export interface AppConfig {
  readonly pages: readonly string[];
  readonly tabs: readonly string[];
}

export interface AppObject {
  onLaunch?(options: object): void;
  onShow?(options: object): void;
  onHide?(): void;
}

interface Shown {
  readonly route: string;
  readonly query: string;
  readonly view: RootView;
}

/** Why a navigation was refused, in the platform's words. */
export class NoWay extends Error {}

const MOST_PAGES = 10;

/** The super-app around a program: its pages one above the other, its tabs, and which lifecycle is called when. */
export class Shell {
  private stack: Shown[] = [];
  private readonly keptTabs = new Map<string, Shown>();
  app: AppObject | undefined;

  constructor(
    private readonly realm: Realm,
    private readonly views: Views,
    private readonly config: AppConfig,
    /** whether the platform hands query values over decoded */
    private readonly decodes: boolean,
  ) {}

  launch(path: string, query = ''): void {
    const options = { path, query: this.parse(query), scene: 1001, referrerInfo: {} };
    this.app?.onLaunch?.(this.realm.toProgram(options));
    this.app?.onShow?.(this.realm.toProgram(options));
    this.push(path, query);
  }

  pages(): PageInstance[] {
    return this.stack.map(({ view }) => view.instance);
  }

  top(): Shown {
    const top = this.stack.at(-1);
    if (!top) throw new Error('no page is open');
    return top;
  }

  navigateTo(url: string): void {
    const { route, query } = this.find(url, false);
    if (this.stack.length >= MOST_PAGES) throw new NoWay('webview count limit exceed');
    this.call(this.top(), 'onHide');
    this.push(route, query);
  }

  redirectTo(url: string): void {
    const { route, query } = this.find(url, false);
    this.drop();
    this.push(route, query);
  }

  reLaunch(url: string): void {
    const { route, query } = this.find(url, undefined);
    while (this.stack.length) this.drop();
    for (const tab of this.keptTabs.values()) this.close(tab);
    this.keptTabs.clear();
    this.push(route, query);
  }

  switchTab(url: string): void {
    const { route, query } = this.find(url, true);
    if (query) throw new NoWay('can not have query');
    if (this.stack.length === 1 && this.top().route === route) return;
    for (; this.stack.length > 1 || (this.stack.length && !this.isTab(this.top().route)); ) this.drop();
    const left = this.stack.pop();
    if (left) this.call(left, 'onHide');
    const kept = this.keptTabs.get(route);
    if (!kept) {
      this.push(route, '');
      return;
    }
    this.stack = [kept];
    this.realm.window.document.body.append(kept.view.dom);
    this.call(kept, 'onShow');
  }

  navigateBack(delta = 1): void {
    if (this.stack.length < 2) throw new NoWay('cannot navigate back at first page.');
    for (let count = Math.min(delta, this.stack.length - 1); count > 0; count--) this.drop();
    this.call(this.top(), 'onShow');
  }

  /** Lies over the program as long as `work` runs, as wallets do: it is hidden, and shown again before it hears the outcome. */
  async covered<T>(work: () => Promise<T>): Promise<T> {
    this.call(this.top(), 'onHide');
    this.app?.onHide?.();
    const outcome = await work();
    if (this.realm.dead()) return outcome;
    this.app?.onShow?.(this.realm.toProgram({ path: this.top().route, query: {}, scene: 1001 }));
    this.call(this.top(), 'onShow');
    return outcome;
  }

  isTab(route: string): boolean {
    return this.config.tabs.includes(route);
  }

  private push(route: string, query: string): void {
    const view = this.views.create(route);
    const shown: Shown = { route, query, view };
    this.stack.push(shown);
    if (this.isTab(route)) this.keptTabs.set(route, shown);
    this.call(shown, 'onLoad', this.parse(query));
    view.attach(this.realm.window.document.body);
    this.call(shown, 'onShow');
    this.call(shown, 'onReady');
  }

  private drop(): void {
    const top = this.stack.pop();
    if (!top) return;
    this.keptTabs.delete(top.route);
    this.close(top);
  }

  private close(shown: Shown): void {
    this.call(shown, 'onUnload');
    shown.view.detach();
  }

  private call({ view }: Shown, lifecycle: string, options?: object): void {
    const handler = view.instance[lifecycle];
    if (typeof handler === 'function') handler.call(view.instance, options && this.realm.toProgram(options));
  }

  /** @param tab whether the target must (true) or must not (false) be a tab */
  private find(url: string, tab: boolean | undefined): { route: string; query: string } {
    const [path = '', query = ''] = url.split('?');
    if (!path.startsWith('/')) throw new NoWay(`the harness resolves no relative path "${url}"`);
    const route = path.slice(1);
    if (!this.config.pages.includes(route)) throw new NoWay(`page "${route}" is not found`);
    if (tab !== undefined && this.isTab(route) !== tab)
      throw new NoWay(tab ? 'can not switch to no-tabBar page' : 'can not navigateTo a tabbar page');
    return { route, query };
  }

  private parse(query: string): Record<string, string> {
    const entries = query
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return [name, this.decodes ? decodeURIComponent(value) : value];
      });
    return Object.fromEntries(entries);
  }
}
