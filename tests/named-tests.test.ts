import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Documents that say which test shows what: a renamed test must not leave them pointing nowhere. */
const PROJECT = join(__dirname, '..');

it.each([
  ['docs/faults.md', 20],
  ['docs/security.md', 60],
])('every test that %s names exists', (page, least) => {
  const named = [...readFileSync(join(PROJECT, page), 'utf8').matchAll(/`([\w./-]+\.tsx?)` «([^»]+)»/g)];
  expect(named.length).toBeGreaterThan(least);
  const missing = named.filter(([, file = '', title = '']) => {
    const path = join(PROJECT, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(title);
  });
  expect(missing.map(([text]) => text)).toEqual([]);
});
