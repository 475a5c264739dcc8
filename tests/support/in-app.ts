import type { Inside } from '../../src/contract/inside';
import type { ChannelId, OpenedPayment, OrderView } from '../../src/contract/order';
import type { CitizenClient } from './citizen';

/** What citizens do with the web suite inside other apps. */
export type Linkable = 'wechat' | 'alipay';

export const openInside = (citizen: CitizenClient, order: OrderView, channel: ChannelId, inside: Inside): Promise<OpenedPayment> =>
  citizen.call('openPayment', { orders: [order.id], channel, inside });

export const locationOf = (answer: Response): string => answer.headers.get('location') ?? `no redirect: ${answer.status}`;

/** The address that the app's own page sends the browser back to. */
export async function throughApp(citizen: CitizenClient, channel: Linkable, order: OrderView): Promise<string> {
  const { url } = await citizen.call('linkWallet', { channel, orders: [order.id] });
  return locationOf(await fetch(url, { redirect: 'manual' }));
}

/** Links the citizen's browser as far as the cashier. @returns the cashier's address */
export const linkWallet = async (citizen: CitizenClient, channel: Linkable, order: OrderView): Promise<string> =>
  locationOf(await citizen.visit(await throughApp(citizen, channel, order)));
