import type { AriaFacts } from './aria.types';

const pressable = new Set(['button', 'checkbox', 'radio', 'switch', 'tab', 'link']);

/** What a screen reader says and a keyboard reaches, as the web takes it. */
export function aria({ role, label, disabled, checked, live, hidden }: AriaFacts): Record<string, unknown> {
  return {
    ...(role && { role }),
    ...(role && pressable.has(role) && !disabled && { tabIndex: 0 }),
    ...(role === 'heading' && { 'aria-level': 1 }),
    ...(role === 'dialog' && { 'aria-modal': true }),
    ...(label !== undefined && { 'aria-label': label }),
    ...(disabled && { 'aria-disabled': true }),
    ...(checked !== undefined && { [role === 'tab' ? 'aria-selected' : 'aria-checked']: checked }),
    ...(live && { 'aria-live': live }),
    ...(hidden && { 'aria-hidden': true }),
  };
}
