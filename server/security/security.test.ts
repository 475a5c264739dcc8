import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOrderNumber, newChannelNumber, newOrderNumber } from './numbers';
import { createVault } from './vault';

const [oldData, newData, oldIndex, newIndex] = Array.from({ length: 4 }, () => randomBytes(32)) as [Buffer, Buffer, Buffer, Buffer];

const vault = createVault({ data: [oldData], index: [oldIndex] });

describe('the vault', () => {
  it('gives back what was sealed, and never the same bytes twice', () => {
    const value = { account: '205112347736', name: '王淑芬' };
    expect(vault.open('order', vault.seal('order', value))).toEqual(value);
    expect(vault.seal('order', value).equals(vault.seal('order', value))).toBe(false);
  });

  it('does not open what was altered, moved to another purpose, or sealed with another key', () => {
    const sealed = vault.seal('order', 'x');
    for (let i = 0; i < sealed.length; i++) {
      const altered = Buffer.from(sealed);
      altered[i] = (altered[i] as number) ^ 1;
      expect(() => vault.open('order', altered)).toThrow();
    }
    expect(() => vault.open('quote', sealed)).toThrow();
    expect(() => createVault({ data: [newData], index: [newIndex] }).open('order', sealed)).toThrow();
  });

  it('indexes parts so that moving a letter from one to the next changes the index', () => {
    expect(vault.index('bill', 'a', 'bc')).toEqual(vault.index('bill', 'a', 'bc'));
    expect(vault.index('bill', 'ab', 'c')).not.toEqual(vault.index('bill', 'a', 'bc'));
    expect(vault.index('other', 'a', 'bc')).not.toEqual(vault.index('bill', 'a', 'bc'));
  });
});

describe('a vault whose keys change', () => {
  const changing = createVault({ data: [newData, oldData], index: [newIndex, oldIndex] });
  const changed = createVault({ data: [newData], index: [newIndex] });

  it('opens what either key sealed, and seals with the first', () => {
    expect(changing.open('order', vault.seal('order', 'before'))).toBe('before');
    expect(changed.open('order', changing.seal('order', 'after'))).toBe('after');
    expect(() => vault.open('order', changing.seal('order', 'after'))).toThrow('unknown key');
  });

  it('seals anew only what another key sealed, to the letter the same', () => {
    const anew = changing.reseal('order', vault.seal('order', { fen: 1234 })) as Buffer;
    expect(changed.open('order', anew)).toEqual({ fen: 1234 });
    expect(changing.reseal('order', anew)).toBeNull();
    expect(() => changing.reseal('quote', vault.seal('order', 'x'))).toThrow();
  });

  it('opens what was sealed before keys had ids, with whichever key it was', () => {
    const sealed = vault.seal('order', 'x');
    const withoutId = Buffer.concat([Buffer.of(1), sealed.subarray(5)]);
    expect(changing.open('order', withoutId)).toBe('x');
    expect(changed.open('order', changing.reseal('order', withoutId) as Buffer)).toBe('x');
    expect(() => changed.open('order', withoutId)).toThrow('no known key');
  });

  it('finds under both keys and stores under the first', () => {
    expect(changing.indexes('bill', 'a')).toEqual([changed.index('bill', 'a'), vault.index('bill', 'a')]);
    expect(changing.index('bill', 'a')).toEqual(changed.index('bill', 'a'));
  });

  it('names its keys without telling them, and refuses the same one twice', () => {
    expect(changing.keys.data).toHaveLength(2);
    expect(changing.keys.data[1]).toBe(vault.keys.data[0]);
    for (const key of [oldData, newData]) expect(changing.keys.data.some((id) => key.toString('hex').includes(id))).toBe(false);
    expect(() => createVault({ data: [oldData, newData, oldData], index: [oldIndex] })).toThrow('twice');
    expect(() => createVault({ data: [], index: [oldIndex] })).toThrow('32 bytes');
  });
});

describe('numbers', () => {
  it('show every single wrong sign', () => {
    for (let round = 0; round < 200; round++) {
      const number = newOrderNumber(round);
      expect(isOrderNumber(number)).toBe(true);
      const at = round % 9;
      const wrong = number.slice(0, at) + (number[at] === '7' ? '8' : '7') + number.slice(at + 1);
      expect(isOrderNumber(wrong)).toBe(false);
    }
  });

  it('start with the citizen’s bucket, so that a row is found from its number', () => {
    expect(newOrderNumber(1023).slice(0, 2)).toBe('ZZ');
    expect(newChannelNumber(33, new Date('2026-11-30T17:00:00Z'))).toMatch(/^20261211[0-9A-Z]{16}$/);
  });

  it('fit every channel', () => {
    expect(newChannelNumber(0, new Date())).toMatch(/^[0-9A-Z]{8,32}$/);
  });
});

it('makes the gateway’s own keys once, however many processes start at the same moment', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-keys-'));
  const code = `const k = require('./server/security/own-keys').ensureOwnKeys(${JSON.stringify(folder)}); console.log(require('fs').readFileSync(k.DATA_KEY_FILE, 'utf8'))`;
  const start = () =>
    new Promise<string>((done, failed) =>
      execFile(process.execPath, ['-r', 'tsx/cjs', '-e', code], { cwd: join(__dirname, '../..') }, (error, said) =>
        error ? failed(error) : done(said),
      ),
    );
  const keys = await Promise.all(Array.from({ length: 4 }, start));
  expect(new Set(keys).size).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(['data.key', 'index.key', 'receipt.key']);
  rmSync(folder, { recursive: true });
}, 30_000);
