/** @jest-environment jsdom */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { distOf } from '../harness/dist';
import { until } from '../support/until';

/**
 * Every page of the WeChat build under miniprogram-simulate, the platform's own test tool: its official compiler takes the page,
 * and its component engine renders it. The journeys drive the same engine page after page; this shows that nothing of them
 * depends on how they set it up.
 */
interface PageInstance {
  route: string;
  onLoad(query: object): void;
  onShow(): void;
  onReady?(): void;
}

const simulate = require('miniprogram-simulate') as {
  load(path: string, tag: string, options: object): string;
  render(id: string): { attach(parent: unknown): void; detach(): void; dom: { innerHTML: string }; instance: PageInstance };
};

const dist = distOf('weapp');
const app = JSON.parse(readFileSync(join(dist, 'app.json'), 'utf8')) as {
  pages: string[];
  subPackages?: { root: string; pages: string[] }[];
  subpackages?: { root: string; pages: string[] }[];
};
const routes = [
  ...app.pages,
  ...[...(app.subPackages ?? []), ...(app.subpackages ?? [])].flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
];

/** What the platform calls; a page becomes a component, because that is what the tool can render. */
beforeAll(() => {
  const scope = globalThis as Record<string, unknown>;
  let started: { onLaunch?(options: object): void; onShow?(options: object): void } = {};
  const never = () => new Promise(() => {});
  scope.App = (definition: typeof started) => {
    started = definition;
  };
  scope.getApp = () => started;
  scope.getCurrentPages = () => [];
  scope.Page = (config: { data?: object }) =>
    (scope.Component as (definition: object) => void)({ options: { classPrefix: '' }, data: config.data, methods: config });
  // What the pages ask of the phone is not the point here: nothing answers. Webpack keeps its chunks on the same object.
  const absent = (name: string) =>
    name === 'webpackJsonp' ? undefined : name === 'getStorageSync' ? () => '' : name.endsWith('Sync') || name.startsWith('on') ? () => ({}) : never;
  scope.wx = new Proxy(scope.wx as object, { get: (wx, name) => (name === 'request' ? never : (Reflect.get(wx, name) ?? absent(String(name)))) });
  require(join(dist, 'app.js'));
  started.onLaunch?.({ path: routes[0], query: {} });
  started.onShow?.({ path: routes[0], query: {} });
});

it.each(routes)('%s is compiled and rendered', async (route) => {
  const page = simulate.render(simulate.load(join(dist, route), 'page', { rootPath: dist, compiler: 'official' }));
  const { instance } = page;
  instance.route = route;
  instance.onLoad({});
  page.attach(document.createElement('div'));
  instance.onShow();
  instance.onReady?.();
  await until(`${route} to show something`, () => /class="[^"]*\bpage\b/.test(page.dom.innerHTML), 5000);
  page.detach();
});
