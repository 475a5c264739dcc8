import { createHash } from 'node:crypto';

// Surnames and given names are combined by chance; nobody is meant.
const SURNAMES = ['陈', '李', '王', '刘', '杨', '周', '罗', '何', '唐', '邓', '谭', '曾', '蒲', '向', '敬', '税'];
const GIVEN = ['淑芬', '建国', '晓蓉', '文博', '思远', '雨桐', '德贵', '玉兰', '锦川', '清平', '云舒', '家齐', '若溪', '长安'];

/** A number in [0, 1) that is always the same for the same account and purpose. */
export function seeded(account: string, purpose: string): number {
  return createHash('sha256').update(`water ${account} ${purpose}`).digest().readUInt32BE(0) / 0x1_0000_0000;
}

/** A whole number from `least` to `most`, always the same for the same account and purpose. */
export function seededWhole(account: string, purpose: string, least: number, most: number): number {
  return least + Math.floor(seeded(account, purpose) * (most - least + 1));
}

/** Account numbers of this company have 12 digits and begin with 2051; tail 04 is never one. */
export function isAccount(account: string): boolean {
  return /^2051\d{8}$/.test(account) && tailOf(account) !== '04';
}

export function tailOf(account: string): string {
  return account.slice(-2);
}

/** The invented holder's full name. */
export function holderOf(account: string): string {
  const pick = (from: readonly string[], purpose: string) => from[seededWhole(account, purpose, 0, from.length - 1)] ?? '';
  return pick(SURNAMES, 'surname') + pick(GIVEN, 'given');
}
