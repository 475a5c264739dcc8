import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);

/** Beijing has had one offset since 1991: no time-zone data is needed, and mini-programs have none. */
const BEIJING_HOURS = 8;

type Instant = string | number | Date;

/** A dayjs whose fields read as Beijing wall-clock time, whatever the device's zone. */
export function beijing(at: Instant): dayjs.Dayjs {
  return dayjs.utc(at).utcOffset(BEIJING_HOURS);
}

/** Beijing calendar day of an instant, `2026-11-23`. */
export function beijingDay(at: Instant): string {
  return beijing(at).format('YYYY-MM-DD');
}

/** Whole days from the Beijing day of `from` to the day `to` (`2026-11-25`); negative when past. */
export function daysUntil(to: string, from: Instant): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${beijingDay(from)}T00:00:00Z`)) / 86_400_000);
}
