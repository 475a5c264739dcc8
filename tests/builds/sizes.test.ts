import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { distOf } from '../harness/dist';
import { readJson } from '../harness/engine/views';
import { filesIn, printTable, sizeOf } from '../harness/files';

const KB = 1024;
const kb = (bytes: number): string => `${(bytes / KB).toFixed(1)} KB`;
/** A package over this is refused by WeChat and by Alipay. */
const PACKAGE = 2048 * KB;

/** Sizes by package: the subpackages by their root, the rest is `main`. */
function packagesOf(dist: string): Map<string, number> {
  const { subPackages = [] } = readJson(join(dist, 'app.json')) as { subPackages?: { root: string }[] };
  const files = filesIn(dist).filter((file) => file !== 'project.config.json');
  const roots = subPackages.map(({ root }) => root);
  const inside = (file: string): string | undefined => roots.find((root) => file.startsWith(`${root}/`));
  return new Map(
    ['main', ...roots].map((name) => [
      name,
      sizeOf(
        dist,
        files.filter((file) => (inside(file) ?? 'main') === name),
      ),
    ]),
  );
}

it.each([
  // Our own limits are lower than the platforms': what is small opens fast.
  ['weapp', { main: 700 * KB, 'services/water': 60 * KB }, 30 * 1024 * KB],
  ['alipay', { main: 700 * KB, 'services/water': 60 * KB }, 8 * 1024 * KB],
] as const)('the %s packages stay small', (name, own, whole) => {
  const packages = packagesOf(distOf(name));
  const limit = (one: string): number => own[one as keyof typeof own] ?? PACKAGE;
  const total = [...packages.values()].reduce((sum, size) => sum + size, 0);
  printTable(`${name} packages`, [...[...packages].map(([one, size]) => [one, kb(size), kb(limit(one))] as const), ['all', kb(total), kb(whole)]]);
  for (const [one, size] of packages) expect([one, size <= limit(one) && size <= PACKAGE]).toEqual([one, true]);
  expect(total).toBeLessThanOrEqual(whole);
});

it('the web’s first load is at most 150 KB of compressed script', () => {
  const dist = distOf('h5');
  const scripts = [...readFileSync(join(dist, 'index.html'), 'utf8').matchAll(/<script[^>]+src="\/([^"]+)"/g)].map(([, path]) => path as string);
  const loaded = [...scripts, ...chunksOf(dist, scripts, 'pages/home/index')];
  const sizes = loaded.map((file) => [file, gzipSync(readFileSync(join(dist, file)), { level: 9 }).length] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  printTable('h5 first load, gzip', [...sizes.map(([file, size]) => [file, kb(size), '']), ['all', kb(total), kb(150 * KB)]] as [
    string,
    string,
    string,
  ][]);
  expect(loaded.length).toBeGreaterThan(scripts.length);
  expect(total).toBeLessThanOrEqual(150 * KB);
});

/** The files that a page's route loads, as webpack's own tables in the entry scripts say. */
function chunksOf(dist: string, scripts: readonly string[], route: string): string[] {
  const entry = scripts.map((file) => readFileSync(join(dist, file), 'utf8')).join('\n');
  const load = new RegExp(`path:"${route}",load:.*?\\.then`).exec(entry)?.[0] ?? '';
  const ids = [...load.matchAll(/\.e\((\d+)\)/g)].map(([, id]) => id as string);
  const names = new Map(
    [...(/\{((?:\d+:"[\w-]+",?)+)\}\[\w\]\|\|\w/.exec(entry)?.[1]?.matchAll(/(\d+):"([\w-]+)"/g) ?? [])].map(([, id, name]) => [id, name]),
  );
  return ids.map((id) => {
    const file = filesIn(dist, '.js').find((one) => one.startsWith(`js/${names.get(id) ?? id}.`));
    if (!file) throw new Error(`chunk ${id} of ${route} has no file`);
    return file;
  });
}
