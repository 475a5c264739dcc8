import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bugs } from '../planted/bugs';

/** Tests that cannot fail prove nothing: each bug of tests/planted is put into a copy of the project, and its test must turn red there. */
const PROJECT = resolve(__dirname, '../..');
const COPIED = [
  'server',
  'sandbox',
  'src',
  'scripts',
  'tests',
  'config',
  'docs',
  'package.json',
  'tsconfig.json',
  'babel.config.js',
  'jest.config.js',
];

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'rongyifu-planted-'));
  for (const name of COPIED) cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** @returns whether the tests passed, and their last words */
function test(file: string, title: string): Promise<{ green: boolean; words: string }> {
  const args = ['node_modules/jest/bin/jest.js', '--ci', '--runTestsByPath', file, ...(title ? ['-t', title] : [])];
  const child = spawn(process.execPath, args, { cwd: copy, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4000)));
  return new Promise((done) => child.once('exit', (code) => done({ green: code === 0, words })));
}

describe('without a bug', () => {
  const checks = new Map(bugs.map(({ caught }) => [caught.join(' '), caught]));
  it.each([...checks.values()])(
    '%s: %s passes',
    async (file, title) => {
      const { green, words } = await test(file, title);
      expect([green, words]).toEqual([true, expect.stringMatching(/Tests: .*[1-9]\d* passed/)]);
    },
    300_000,
  );
});

describe('is caught:', () => {
  it.each(bugs)(
    '$name',
    async ({ file, find, plant, caught }) => {
      const path = join(copy, file);
      const sound = readFileSync(path, 'utf8');
      expect(sound.split(find).length - 1).toBe(1);
      writeFileSync(
        path,
        sound.replace(find, () => plant),
      );
      try {
        const { green, words } = await test(...caught);
        // Red because a test failed, not because nothing could be run.
        expect([green, words]).toEqual([false, expect.stringMatching(/Tests: .*[1-9]\d* failed/)]);
      } finally {
        writeFileSync(path, sound);
      }
    },
    300_000,
  );
});

it('are at least 25', () => expect(bugs.length).toBeGreaterThanOrEqual(25));
