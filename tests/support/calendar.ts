import { beijingDay } from '../../src/contract/time';
import type { World } from './world';

/** Plays other times in a whole world: the gateway's clock and the twin's together. */
export interface Calendar {
  now(): Date;
  /** Beijing day */
  today(): string;
  goTo(at: Date): Promise<void>;
}

export function calendarOf(world: World): Calendar {
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  return {
    now,
    today: () => beijingDay(now()),
    async goTo(at) {
      const next = at.getTime() - Date.now();
      world.moveClock(next - offset);
      offset = next;
      const answer = await fetch(`${world.twinOrigin}/_twin/clock`, { method: 'POST', body: JSON.stringify({ offset_ms: offset }) });
      if (!answer.ok) throw new Error(`the twin's clock: ${answer.status}`);
    },
  };
}

/** A Beijing time of a day, `('2026-11-23', '10:30:00')`. */
export function moment(day: string, time: string): Date {
  return new Date(`${day}T${time}+08:00`);
}

export function dayAfter(day: string, days = 1): string {
  return beijingDay(moment(day, '12:00:00').getTime() + days * 86_400_000);
}
