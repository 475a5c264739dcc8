import { cell } from './exports';

it.each([
  [null, ''],
  [-1200, '-1200'],
  [new Date('2026-11-23T04:00:00Z'), '2026-11-23T04:00:00.000Z'],
  ['水表读错', '水表读错'],
  ['he said "no", twice', '"he said ""no"", twice"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ['-1+1', "'-1+1"],
])('a field of an export: %s', (value, text) => {
  expect(cell(value)).toBe(text);
});
