import type { ServiceManifest } from '../../contract/service';
import { water } from '../../services/water/service';
import { findServices } from './find';

const gas: ServiceManifest = {
  ...water,
  id: 'gas',
  title: { zh: '燃气费', en: 'Gas' },
  keywords: ['ranqifei', 'rqf', '天然气'],
};
const ids = (query: string): string[] => findServices(query, [gas, water]).map(({ id }) => id);

describe('search on home', () => {
  test.each(['水', 'shui', 'sf', 'SF', ' wat ', '自来水'])('“%s” finds water', (query) => {
    expect(ids(query)).toEqual(['water']);
  });

  test('given nothing typed, then nothing is found', () => {
    expect(ids('  ')).toEqual([]);
  });

  test('given an exact word of one and a part of another, then the exact one comes first', () => {
    const both = [{ ...gas, keywords: ['shuifei-gas'] }, water];
    expect(findServices('shuifei', both).map(({ id }) => id)).toEqual(['water', 'gas']);
  });
});
