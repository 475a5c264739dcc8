import { languageOf } from './language';

it.each([
  [undefined, 'zh'],
  ['', 'zh'],
  ['zh-CN', 'zh'],
  ['en-GB,en;q=0.9', 'en'],
  ['fr,en;q=0.5,zh;q=0.4', 'en'],
  ['en;q=0.4,zh;q=0.5', 'zh'],
  ['en;q=0', 'zh'],
  ['de', 'zh'],
  ['\u0000;;;q=9,,,', 'zh'],
  ['x'.repeat(100_000), 'zh'],
])('Accept-Language %j is answered in %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});
