declare const brand: unique symbol;

/** The only money type: a safe integer of 分 (1/100 yuan). Made by {@link fen} or {@link fenFromYuan}, never by a cast. */
export type Fen = number & { readonly [brand]: 'Fen' };

export const ZERO = 0 as Fen;

/** @throws RangeError when `value` is not a safe integer. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of fen: ${value}`);
  return value as Fen;
}

export function sumFen(values: Iterable<Fen>): Fen {
  let total = 0;
  for (const value of values) total += value;
  return fen(total);
}

/**
 * Reads yuan as the wire writes them (`"143.96"`, `"0.3"`, `"-12.00"`), digit by digit: `"0.29" * 100` is 28.999….
 * @throws RangeError for anything else, and for more than two decimals other than zeros.
 */
export function fenFromYuan(text: string): Fen {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(text);
  if (!match) throw new RangeError(`not an amount in yuan: ${text}`);
  const [, sign, whole, part = ''] = match;
  const value = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  return fen(sign && value ? -value : value);
}

/** `14396` → `"143.96"`, as Alipay and the bill files write it. */
export function yuanFromFen(amount: Fen): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The parts a screen sets in two sizes: `128640` → `{ sign: '', whole: '1,286', cents: '40' }`. Own code: WeChat's Android engine has no `Intl`. */
export function amountParts(amount: Fen): { sign: string; whole: string; cents: string } {
  const [whole, cents] = yuanFromFen(fen(Math.abs(amount))).split('.') as [string, string];
  return { sign: amount < 0 ? '−' : '', whole: whole.replace(/\B(?=(\d{3})+$)/g, ','), cents };
}

/** `¥1,286.40` */
export function showFen(amount: Fen): string {
  const { sign, whole, cents } = amountParts(amount);
  return `${sign}¥${whole}.${cents}`;
}

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/** The amount in formal Chinese figures, as receipts print it: `14396` → `壹佰肆拾叁元玖角陆分`. */
export function fenInCapitals(amount: Fen): string {
  if (amount < 0) return `负${fenInCapitals(fen(-amount))}`;
  const yuan = Math.floor(amount / 100);
  const jiao = Math.floor(amount / 10) % 10;
  const cent = amount % 10;
  let words = yuan ? `${integerInCapitals(yuan)}元` : '';
  if (!jiao && !cent) return `${words || '零元'}整`;
  if (jiao) words += `${DIGITS[jiao]}角`;
  else if (words) words += '零';
  return cent ? `${words}${DIGITS[cent]}分` : `${words}整`;
}

function integerInCapitals(value: number): string {
  const groups: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 10000)) groups.push(rest % 10000);
  let words = '';
  for (let i = groups.length - 1; i >= 0; i--) {
    const group = groups[i] as number;
    if (!group) continue;
    // A gap above this group, or a group that does not fill its four places, is read with one 零.
    if (words && (group < 1000 || groups[i + 1] === 0)) words += '零';
    words += groupInCapitals(group) + GROUPS[i];
  }
  return words;
}

function groupInCapitals(group: number): string {
  let words = '';
  let gap = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(group / 10 ** place) % 10;
    if (!digit) {
      gap = gap || words !== '';
      continue;
    }
    words += (gap ? '零' : '') + DIGITS[digit] + PLACES[place];
    gap = false;
  }
  return words;
}
