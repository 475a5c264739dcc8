import { beijing, beijingDay, daysUntil } from '../contract/time';
import type { Language } from './language';

/** Numbers and times as people read them. Own code: WeChat's Android engine has no `Intl`. Times are Beijing times. */

const WEEKDAYS = { zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const NEAR = { zh: { '-1': '昨天', 0: '今天', 1: '明天', 2: '后天' }, en: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' } };

type Instant = string | number | Date;

const month = (index: number): string => MONTHS[index] as string;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `今天` · `11-24 周二` · `2025-11-24`; English `Today` · `Nov 24` · `Nov 24, 2025`. @param day `2026-11-24` */
export function showDay(day: string, now: Instant, language: Language): string {
  const near = (NEAR[language] as Record<number, string>)[daysUntil(day, now)];
  if (near) return language === 'en' ? capital(near) : near;
  const at = beijing(`${day}T00:00:00+08:00`);
  const sameYear = at.year() === beijing(now).year();
  if (language === 'en') return `${month(at.month())} ${at.date()}${sameYear ? '' : `, ${at.year()}`}`;
  return sameYear ? `${at.format('MM-DD')} ${WEEKDAYS.zh[at.day()]}` : day;
}

/** `明天`, `周三`; English `Tue`: narrow enough for seven beside each other. @param day `2026-11-24` */
export function showWeekday(day: string, now: Instant, language: Language): string {
  const near = language === 'zh' && (NEAR.zh as Record<number, string>)[daysUntil(day, now)];
  return near || (WEEKDAYS[language][new Date(`${day}T00:00:00Z`).getUTCDay()] as string);
}

/** `11-24`, `Nov 24`: a day without its weekday, for tags. */
export function showShortDay(day: string, language: Language): string {
  const at = beijing(`${day}T00:00:00+08:00`);
  return language === 'en' ? `${month(at.month())} ${at.date()}` : at.format('MM-DD');
}

/** `9:41`; with seconds `9:41:22`. */
export function showClock(at: Instant, seconds = false): string {
  return beijing(at).format(seconds ? 'H:mm:ss' : 'H:mm');
}

/** `今天 9:41`, `11-24 周二 9:41`, `Today 9:41`. */
export function showMoment(at: Instant, now: Instant, language: Language): string {
  return `${showDay(beijingDay(at), now, language)} ${showClock(at)}`;
}

/** Time of data: a bare `9:41` today, else with its day. */
export function showAsOf(at: Instant, now: Instant, language: Language): string {
  return beijingDay(at) === beijingDay(now) ? showClock(at) : showMoment(at, now, language);
}

/** `10 月`, `Oct`; of another year `2025 年 10 月`, `Oct 2025`. @param period `2026-10` */
export function showMonth(period: string, now: Instant, language: Language): string {
  const [year = 0, number = 1] = period.split('-').map(Number);
  const sameYear = year === beijing(now).year();
  if (language === 'en') return sameYear ? month(number - 1) : `${month(number - 1)} ${year}`;
  return sameYear ? `${number} 月` : `${year} 年 ${number} 月`;
}

/** Several months in one phrase: `8–10 月` when unbroken, `8、10 月` when not. @param periods in ascending order */
export function showMonths(periods: readonly string[], now: Instant, language: Language): string {
  const first = periods[0];
  const last = periods[periods.length - 1];
  if (!first || !last) return '';
  if (first === last) return showMonth(first, now, language);
  const [firstYear, firstMonth] = first.split('-').map(Number) as [number, number];
  const [lastYear, lastMonth] = last.split('-').map(Number) as [number, number];
  const unbroken = (lastYear - firstYear) * 12 + lastMonth - firstMonth === periods.length - 1;
  if (firstYear !== lastYear || firstYear !== beijing(now).year()) {
    const join = unbroken ? '–' : language === 'zh' ? '、' : ', ';
    return (unbroken ? [first, last] : periods).map((period) => showMonth(period, now, language)).join(join);
  }
  if (language === 'en') {
    return unbroken ? `${month(firstMonth - 1)}–${month(lastMonth - 1)}` : periods.map((period) => showMonth(period, now, language)).join(', ');
  }
  return unbroken ? `${firstMonth}–${lastMonth} 月` : `${periods.map((period) => Number(period.slice(5))).join('、')} 月`;
}

/** What is left until `until`: `07:36`, `1:07:36`; `00:00` when over. */
export function countdown(until: Instant, now: Instant): string {
  const left = Math.max(0, Math.ceil((new Date(until).getTime() - new Date(now).getTime()) / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(left / 3600);
  return `${hours ? `${hours}:` : ''}${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
}

/** Digits in fours while they are typed: `205100007736` → `2051 0000 7736`. */
export function inFours(text: string): string {
  return text.replace(/\s+/g, '').replace(/(.{4})(?=.)/g, '$1 ');
}

/** A mobile number as it is read out: `138 0013 8000`. */
export function asPhone(text: string): string {
  const digits = text.replace(/\D+/g, '').slice(0, 11);
  return [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].filter(Boolean).join(' ');
}

/** How pressing a due date is; the design's colours follow it. */
export function dueState(dueOn: string, now: Instant): 'later' | 'soon' | 'overdue' {
  const days = daysUntil(dueOn, now);
  return days < 0 ? 'overdue' : days <= 3 ? 'soon' : 'later';
}

/** `后天到期` · `已逾期 18 天` · `12-05 前`; `Due in 2 days` · `18 days late` · `By Dec 5`. */
export function showDue(dueOn: string, now: Instant, language: Language): string {
  const days = daysUntil(dueOn, now);
  if (language === 'en') {
    if (days < 0) return days === -1 ? '1 day late' : `${-days} days late`;
    if (days > 3) return `By ${showShortDay(dueOn, 'en')}`;
    return days === 0 ? 'Due today' : days === 1 ? 'Due tomorrow' : `Due in ${days} days`;
  }
  if (days < 0) return `已逾期 ${-days} 天`;
  if (days > 3) return `${showShortDay(dueOn, 'zh')} 前`;
  return `${(NEAR.zh as Record<number, string>)[days] ?? `${days} 天后`}到期`;
}

/** `14 m³`, `295 度`, `295 kWh`. */
export function showUsage(quantity: number, unit: 'm3' | 'kWh', language: Language): string {
  return unit === 'm3' ? `${quantity} m³` : `${quantity} ${language === 'zh' ? '度' : 'kWh'}`;
}

/** A moment inside an English sentence: `yesterday 9:12`, where alone it would be `Yesterday 9:12`. */
export function midSentence(moment: string): string {
  return moment.replace(/^(Today|Tomorrow|Yesterday)/, (day) => day.toLowerCase());
}
