import type { OrderStatus, OrderView } from '../../contract/order';
import { findService } from '../../services';
import type { Text } from '../../text';
import { inFours, showMoment, showMonths } from '../../text/format';
import type { TagTone } from '../../ui';

/** Facts of an order in the citizen's words, for cashier, result and receipt. */

export function titleOf({ service }: OrderView, t: Text): string {
  return findService(service)?.title[t.language] ?? service;
}

/** Whom the money goes to. */
export function payeeOf({ service }: OrderView, t: Text): string {
  return findService(service)?.payee[t.language] ?? service;
}

/** `爸妈家`, or the masked number where it has no name. */
export function forWhom({ subject }: OrderView): string {
  return subject.nickname ?? subject.account;
}

/** `水费 · 爸妈家` */
export function nameOf(order: OrderView, t: Text): string {
  return t.common.join(titleOf(order, t), forWhom(order));
}

/** `2051 **** 7736 · *淑芬` */
export function accountOf({ subject }: OrderView, t: Text): string {
  return subject.holder ? t.common.join(subject.account, subject.holder) : subject.account;
}

/** `户号`, as this service calls its number. */
export function accountLabelOf({ service }: OrderView, t: Text): string {
  return findService(service)?.account?.label[t.language] ?? '';
}

/** `8–10 月` */
export function monthsOf({ details }: OrderView, now: number, t: Text): string {
  return showMonths(
    details.bills.map(({ period }) => period),
    now,
    t.language,
  );
}

/** `明天 9:00`, `tomorrow 9:00`: a moment inside a sentence. */
export function momentWithin(at: string, now: number, { language }: Pick<Text, 'language'>): string {
  return showMoment(at, now, language).replace(/^(Today|Tomorrow|Yesterday)/, (day) => day.toLowerCase());
}

/** Order numbers are read out in fours: `W7K4 29MQ 3`. */
export const showNumber = inFours;

export const statusTones: Readonly<Record<OrderStatus, TagTone>> = {
  unpaid: 'waiting',
  paid: 'checking',
  fulfilled: 'done',
  refunding: 'checking',
  refunded: 'refunded',
  cancelled: 'refunded',
  expired: 'refunded',
};
