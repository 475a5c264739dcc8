import type { Channel } from '../channel';
import { readForm } from '../form';

export interface AlipayApp {
  readonly appId: string;
  readonly channel: Channel;
}

/**
 * Alipay through several applications of one seller, each with keys of its own: the mini-program, and a web application
 * for pages inside Alipay. An attempt stays with the application that made it; a notice is verified with the keys of the
 * one it names, and what it says is compared with the attempt's afterwards like everything else. Statements are the seller's.
 * @param apps the mini-program's first
 */
export function alipayApps(apps: readonly AlipayApp[]): Channel {
  const [{ channel: main }] = apps as readonly [AlipayApp];
  const of = (appId: string | undefined): Channel => apps.find((app) => app.appId === appId)?.channel ?? main;
  return {
    ...main,
    pay: (attempt) => of(attempt.app).pay(attempt),
    query: (attempt) => of(attempt.app).query(attempt),
    close: (attempt) => of(attempt.app).close(attempt),
    refund: (refund) => of(refund.attempt.app).refund(refund),
    queryRefund: (refund) => of(refund.attempt.app).queryRefund(refund),
    readNotice: (raw) => of(readForm(raw.body)?.app_id).readNotice(raw),
  };
}
