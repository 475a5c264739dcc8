import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { offered, offeredOf, services } from '.';
import { water } from './water/service';

describe('the services', () => {
  it('are offered once they have pages, and not before', () => {
    expect(offeredOf([water, { ...water, id: 'later', pages: [] }])).toEqual([water]);
    for (const service of services) expect(offered.includes(service)).toBe(service.pages.length > 0);
  });

  it('have the pages that they name, and name the pages that they have', () => {
    for (const { id, pages } of services) {
      expect([id, pages.filter((page) => !existsSync(join(__dirname, id, `${page}.tsx`)))]).toEqual([id, []]);
      expect([id, pages.length > 0]).toEqual([id, existsSync(join(__dirname, id, 'index.tsx'))]);
    }
  });

  it('are shown through `offered` wherever the suite lists them', () => {
    for (const file of ['app.config.ts', 'pages/home/index.tsx', 'pages/home/elder.tsx', 'pages/home/services.tsx', 'ui/icon-names.ts']) {
      expect([file, /\bservices\b[^'\n]*\}? from '[./]*services'/.test(readFileSync(join(__dirname, '..', file), 'utf8'))]).toEqual([file, false]);
    }
  });
});
