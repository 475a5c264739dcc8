import { type Fen, fen } from '../../contract/money';
import { billsOf, type OrderStatus, type OrderView } from '../../contract/order';
import { findService } from '../../services';
import type { Text } from '../../text';
import { inFours, showMoment, showMonths } from '../../text/format';
import type { TagTone } from '../../ui';

/** Facts of an order in the citizen's words, for cashier, result and receipt. */

export function titleOf({ service }: OrderView, t: Text): string {
  return findService(service)?.title[t.language] ?? service;
}

/** Whom the money goes to; of a top-up who credits it. */
export function payeeOf({ service, details }: OrderView, t: Text): string {
  if (details.kind === 'topup') return details.by[t.language];
  return findService(service)?.payee[t.language] ?? service;
}

/** `爸妈家`, or the masked number where it has no name. */
export function forWhom({ subject }: OrderView): string {
  return subject.nickname ?? subject.account;
}

/** `水费 · 爸妈家`; of a booking `心脏内科 · 妈妈` */
export function nameOf(order: OrderView, t: Text): string {
  const { details } = order;
  return t.common.join(details.kind === 'booking' ? details.title[t.language] : titleOf(order, t), forWhom(order));
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
    billsOf(details).map(({ period }) => period),
    now,
    t.language,
  );
}

/** What of it, in one phrase: months of bills, the moment of a booking, what a top-up credits. */
export function whatOf(order: OrderView, now: number, t: Text): string {
  const { details } = order;
  if (details.kind === 'topup') return details.title[t.language];
  return details.kind === 'booking' ? showMoment(details.starts_at, now, t.language) : monthsOf(order, now, t);
}

/** A screen's words as they are for this kind of order; what a kind does not say for itself is said as it is of bills. */
export function saysOf<W extends { readonly booking: object; readonly topup: object }>(words: W, order: Pick<OrderView, 'details'> | undefined): W {
  const kind = order?.details.kind;
  return kind === 'booking' || kind === 'topup' ? { ...words, ...words[kind] } : words;
}

/** `已缴清`, or what the service calls a done order: `已挂号`. */
export function statusNameOf({ service, status }: Pick<OrderView, 'service' | 'status'>, t: Text): string {
  const done = status === 'fulfilled' ? findService(service)?.done : undefined;
  return done?.[t.language] ?? t.orders.statuses[status];
}

/** What comes back of an order that is given back: all but the fee. */
export function backOf({ amount_fen, cancellation }: OrderView): Fen {
  return fen(amount_fen - (cancellation?.fee_fen ?? 0));
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
  cancelling: 'checking',
  returning: 'checking',
  returned: 'refunded',
  cancelled: 'refunded',
  expired: 'refunded',
};
