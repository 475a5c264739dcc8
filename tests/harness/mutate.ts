import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary';

export interface Mutation {
  readonly what: string;
  readonly in: (path: string) => boolean;
  readonly from: RegExp;
  readonly to: string;
  /** what the journey then waits for in vain, or what the platform says */
  readonly red: RegExp;
}

/** @returns a copy of a compiled program with one thing changed. @throws when there was nothing to change */
export function mutate(dist: string, { what, in: isMeant, from, to }: Mutation): string {
  const folder = temporaryFolder('mutant');
  cpSync(dist, folder, { recursive: true });
  let changed = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !isMeant(file)) continue;
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, to);
    if (after === before) continue;
    changed++;
    writeFileSync(file, after);
  }
  if (!changed) throw new Error(`${what}: nothing in ${dist} matches ${from}`);
  return folder;
}

const inScripts = (path: string): boolean => path.endsWith('.js');

export const mutations: Readonly<Record<'weapp' | 'alipay', readonly Mutation[]>> = {
  weapp: [
    {
      what: 'the templates bind no tap',
      in: (path) => path.endsWith('base.wxml'),
      from: / bindtap="eh"/g,
      to: '',
      red: /the page services\/water\/index/,
    },
    { what: 'the pages have no event handler', in: inScripts, from: /\.eh=/g, to: '.ehX=', red: /"open-water"/ },
    {
      what: 'the wallet’s call is misspelt',
      in: inScripts,
      from: /\.requestPayment\(/g,
      to: '.requestPaymentX(',
      red: /the page pages\/result\/index/,
    },
    { what: 'the gateway’s route is another one', in: inScripts, from: /"\/payments"/g, to: '"/payment"', red: /the page pages\/result\/index/ },
  ],
  alipay: [
    { what: 'the templates bind no tap', in: (path) => path.endsWith('base.axml'), from: / onTap="eh"/g, to: '', red: /"open-water"/ },
    { what: 'the pages have no event handler', in: inScripts, from: /\.eh=/g, to: '.ehX=', red: /"open-water"/ },
    { what: 'the wallet’s call is misspelt', in: inScripts, from: /my\.tradePay\(/g, to: 'my.tradePayX(', red: /my\.tradePayX does not exist/ },
    { what: 'the wallet is given another option', in: inScripts, from: /tradeNO:/g, to: 'tradeNo:', red: /my\.tradePay: unknown option "tradeNo"/ },
  ],
};
