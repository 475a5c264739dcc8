import type { Words } from '../../contract/service';

/** What only phone top-ups say. */
export const words = {
  note: {
    zh: '移动、联通、电信都能充，一般 1 分钟内到账。没充上就全额自动退回。',
    en: "For China Mobile, Unicom and Telecom, usually credited within a minute. If it isn't, all of it comes back by itself.",
  },
} as const satisfies Record<string, Words>;
