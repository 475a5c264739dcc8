import type { Words } from '../../contract/service';

/** What only water says. */
export const words = {
  tariffNote: { zh: '单价已含污水处理费', en: 'Prices include sewage treatment' },
} as const satisfies Record<string, Words>;
