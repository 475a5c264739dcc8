import { beijing } from '../../../src/contract/time';
import { tailOf, type Words } from '../common/agency';
import { personOf, seeded } from '../common/seeded';

export const AGENCY = 'phone';

export type CarrierId = 'mobile' | 'unicom' | 'telecom';

export interface Carrier {
  readonly id: CarrierId;
  readonly name: Words;
  /** what is charged for a face, in thousandths */
  readonly price: number;
  /** whether the counter tells whom a number belongs to */
  readonly tellsHolder: boolean;
  /** books are closed once a month: minutes from the last midnight of the month on, and for how long; invented */
  readonly rests: { readonly from: number; readonly minutes: number };
}

export const CARRIERS: Readonly<Record<CarrierId, Carrier>> = {
  mobile: { id: 'mobile', name: { zh: '中国移动', en: 'China Mobile' }, price: 998, tellsHolder: true, rests: { from: -30, minutes: 30 } },
  unicom: { id: 'unicom', name: { zh: '中国联通', en: 'China Unicom' }, price: 995, tellsHolder: true, rests: { from: 0, minutes: 30 } },
  telecom: { id: 'telecom', name: { zh: '中国电信', en: 'China Telecom' }, price: 996, tellsHolder: false, rests: { from: 30, minutes: 30 } },
};

/** The public numbering plan by the first three digits; other segments belong to resellers, who are not here. */
const SEGMENTS: Readonly<Record<CarrierId, string>> = {
  mobile: '134 135 136 137 138 139 147 150 151 152 157 158 159 172 178 182 183 184 187 188 195 197 198',
  unicom: '130 131 132 145 155 156 166 175 176 185 186 196',
  telecom: '133 149 153 173 177 180 181 189 190 191 193 199',
};

const HOME: Words = { zh: '四川成都', en: 'Chengdu' };
const ELSEWHERE: readonly Words[] = [
  { zh: '四川绵阳', en: 'Mianyang' },
  { zh: '四川德阳', en: 'Deyang' },
  { zh: '重庆', en: 'Chongqing' },
  { zh: '北京', en: 'Beijing' },
  { zh: '广东深圳', en: 'Shenzhen' },
];
const ELSEWHERE_SHARE = 0.25;

/** Whose network a number is in now; tail 15 was carried to another one. Undefined: nobody's, as every tail 04 is. */
export function carrierOf(number: string): Carrier | undefined {
  if (!/^1\d{10}$/.test(number) || tailOf(number) === '04') return undefined;
  const issuer = issuerOf(number);
  if (!issuer || !isCarried(number)) return issuer;
  return issuer.id === 'telecom' ? CARRIERS.mobile : CARRIERS.telecom;
}

function issuerOf(number: string): Carrier | undefined {
  return Object.values(CARRIERS).find(({ id }) => SEGMENTS[id].split(' ').includes(number.slice(0, 3)));
}

export function isCarried(number: string): boolean {
  return tailOf(number) === '15';
}

/** Where a number was given out, which its first seven digits say. */
export function placeOf(number: string): Words {
  const block = number.slice(0, 7);
  if (seeded(AGENCY, block, 'far') >= ELSEWHERE_SHARE) return HOME;
  return ELSEWHERE[Math.floor(seeded(AGENCY, block, 'place') * ELSEWHERE.length)] ?? HOME;
}

/** The invented holder's full name; null where the carrier does not tell. */
export function holderOf(number: string, carrier: Carrier): string | null {
  return carrier.tellsHolder ? personOf(AGENCY, number).zh : null;
}

/** When the carrier works again, if it is closing its books now; tail 16 always meets that. */
export function restsUntil(number: string, carrier: Carrier, now: Date): Date | undefined {
  if (tailOf(number) === '16') return new Date(now.getTime() + carrier.rests.minutes * 60_000);
  const midnights = [beijing(now).startOf('month'), beijing(now).startOf('month').add(1, 'month')];
  for (const midnight of midnights) {
    const from = midnight.add(carrier.rests.from, 'minute');
    const to = from.add(carrier.rests.minutes, 'minute');
    if (now >= from.toDate() && now < to.toDate()) return to.toDate();
  }
  return undefined;
}
