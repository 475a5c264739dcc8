import type { AriaFacts } from './aria.types';

/** What a screen reader says, as mini-programs take it. */
export function aria({ role, label, disabled, checked, live, hidden }: AriaFacts): Record<string, unknown> {
  return {
    ...(role && { 'aria-role': role }),
    ...(label !== undefined && { 'aria-label': label }),
    ...(disabled && { 'aria-disabled': true }),
    ...(checked !== undefined && { 'aria-checked': checked }),
    ...(live && { 'aria-live': live }),
    ...(hidden && { 'aria-hidden': true }),
  };
}
