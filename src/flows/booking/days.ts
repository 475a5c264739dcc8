import type { Choices } from '../../contract/routes';
import { beijing, beijingDay } from '../../contract/time';

/** `off`: nothing is offered that day at all */
export type DayState = 'free' | 'full' | 'off';

export interface Day {
  /** Beijing, `2026-11-24` */
  readonly day: string;
  readonly state: DayState;
}

const WEEK = 7;

/** Whether a choice can still be had; what is not counted can. */
export function isFree({ left }: Choices['choices'][number]): boolean {
  return left === null || left > 0;
}

/** The days from tomorrow on, a week at least and up to the last one offered; the agency names only days on which there is something. */
export function daysOf({ choices, asked_at }: Choices): Day[] {
  const offered = new Map(choices.map((choice) => [choice.key, choice]));
  const last = [...offered.keys()].sort().pop() ?? '';
  const days: Day[] = [];
  for (let ahead = 1; ; ahead++) {
    const day = beijingDay(beijing(asked_at).add(ahead, 'day').toDate());
    if (ahead > WEEK && (day > last || ahead > 10 * WEEK)) return days;
    const choice = offered.get(day);
    days.push({ day, state: !choice ? 'off' : isFree(choice) ? 'free' : 'full' });
  }
}
