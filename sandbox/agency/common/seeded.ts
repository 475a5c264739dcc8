import { createHash } from 'node:crypto';

// Surnames and given names are combined by chance; nobody is meant.
const SURNAMES = ['陈 Chen', '李 Li', '王 Wang', '刘 Liu', '杨 Yang', '周 Zhou', '罗 Luo', '何 He', '唐 Tang', '邓 Deng', '谭 Tan', '曾 Zeng'];
const RARER = ['蒲 Pu', '向 Xiang', '敬 Jing', '税 Shui'];
const GIVEN = ['淑芬 Shufen', '建国 Jianguo', '晓蓉 Xiaorong', '文博 Wenbo', '思远 Siyuan', '雨桐 Yutong', '德贵 Degui', '玉兰 Yulan'];
const LATER = ['锦川 Jinchuan', '清平 Qingping', '云舒 Yunshu', '家齐 Jiaqi', '若溪 Ruoxi', "长安 Chang'an"];

/** A number in [0, 1) that is always the same for the same agency, thing and purpose. */
export function seeded(agency: string, of: string, purpose: string): number {
  return createHash('sha256').update(`${agency} ${of} ${purpose}`).digest().readUInt32BE(0) / 0x1_0000_0000;
}

/** A whole number from `least` to `most`, always the same for the same agency, thing and purpose. */
export function seededWhole(agency: string, of: string, purpose: string, least: number, most: number): number {
  return least + Math.floor(seeded(agency, of, purpose) * (most - least + 1));
}

/** An invented person's full name, in signs and letters. */
export function personOf(agency: string, of: string): { zh: string; en: string } {
  const pick = (from: readonly string[], purpose: string) => (from[seededWhole(agency, of, purpose, 0, from.length - 1)] ?? '').split(' ');
  const [surname = '', family = ''] = pick([...SURNAMES, ...RARER], 'surname');
  const [given = '', first = ''] = pick([...GIVEN, ...LATER], 'given');
  return { zh: surname + given, en: `${first} ${family}` };
}
