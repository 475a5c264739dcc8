import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { offered, servicePath } from '../../src/services';
import { translateAlipay } from '../harness/alipay/translate';
import { distOf } from '../harness/dist';
import { readJson } from '../harness/engine/views';
import { filesIn } from '../harness/files';

const { wxmlToJs, wxssToJs } = require('miniprogram-compiler') as { wxmlToJs(folder: string): string; wxssToJs(folder: string): string };

interface AppJson {
  pages: string[];
  subPackages: { root: string; pages: string[] }[];
  tabBar: { list?: object[]; items?: object[] };
}

it('wcc and wcsc, WeChat’s own compilers, accept every template and style of the WeChat build', () => {
  const dist = distOf('weapp');
  expect(() => new vm.Script(`(function(){${wxmlToJs(dist)}})`)).not.toThrow();
  expect(wxssToJs(dist).length).toBeGreaterThan(1000);
});

it('they accept those of the Alipay build, put into WeChat’s words', () => {
  const folder = translateAlipay(distOf('alipay'));
  expect(() => new vm.Script(`(function(){${wxmlToJs(folder)}})`)).not.toThrow();
  expect(wxssToJs(folder).length).toBeGreaterThan(1000);
});

it.each(['weapp', 'alipay', 'h5'] as const)('every script of the %s build parses', (name) => {
  const dist = distOf(name);
  const scripts = filesIn(dist, '.js');
  expect(scripts.length).toBeGreaterThan(5);
  for (const file of scripts) expect(() => new vm.Script(readFileSync(join(dist, file), 'utf8'), { filename: file })).not.toThrow();
});

describe.each([
  ['weapp', 'wxml'],
  ['alipay', 'axml'],
] as const)('app.json of the %s build', (name, template) => {
  const app = (): AppJson => readJson(join(distOf(name), 'app.json')) as unknown as AppJson;

  it('has a subpackage for each service’s manifest, with its pages', () => {
    const listed = app().subPackages.flatMap(({ root, pages }) => pages.map((page) => `/${root}/${page}`));
    expect(listed).toEqual(offered.flatMap((service) => service.pages.map((page) => servicePath(service, page))));
  });

  it('names only pages that are there', () => {
    const { pages, subPackages } = app();
    for (const page of [...pages, ...subPackages.flatMap(({ root, pages: inside }) => inside.map((one) => `${root}/${one}`))]) {
      expect([page, existsSync(join(distOf(name), `${page}.js`)), existsSync(join(distOf(name), `${page}.${template}`))]).toEqual([page, true, true]);
    }
  });

  it('has at most five tabs, whose icons are there in both themes', () => {
    const { tabBar } = app();
    expect((tabBar.list ?? tabBar.items ?? []).length).toBeLessThanOrEqual(5);
    const text = JSON.stringify(app()) + readFileSync(join(distOf(name), 'theme.json'), 'utf8');
    const icons = [...new Set(text.match(/[\w/-]+\.png/g))];
    expect(icons.length).toBeGreaterThan(0);
    for (const icon of icons) expect([icon, existsSync(join(distOf(name), icon))]).toEqual([icon, true]);
  });
});

it('every name that the WeChat build takes from theme.json is there, light and dark', () => {
  const dist = distOf('weapp');
  const { light, dark } = readJson(join(dist, 'theme.json')) as Record<string, Record<string, string>>;
  const asked = [...new Set([...JSON.stringify(readJson(join(dist, 'app.json'))).matchAll(/"@(\w+)"/g)].map(([, name]) => name as string))];
  expect(asked.length).toBeGreaterThan(0);
  for (const name of asked) expect([name, typeof light?.[name], typeof dark?.[name]]).toEqual([name, 'string', 'string']);
});
