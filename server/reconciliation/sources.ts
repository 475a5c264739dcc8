import { type ChannelId, channels } from '../../src/contract/order';
import type { Providers } from '../providers';

/** Whose books ours are compared with: a channel, or the agency of a service. */
export type Source = ChannelId | `agency:${string}`;

const DAY_MS = 86_400_000;
const UNIONPAY_EARLY_MS = 3_600_000;

export function sourcesOf(providers: Providers): Source[] {
  return [...channels, ...Object.keys(providers).map((service): Source => `agency:${service}`)];
}

export function isSource(providers: Providers, text: string): text is Source {
  return sourcesOf(providers).some((source) => source === text);
}

/** The service of an agency; @returns undefined for a channel. */
export function serviceOf(source: Source): string | undefined {
  return source.startsWith('agency:') ? source.slice('agency:'.length) : undefined;
}

/** From when until when a source's day runs: Beijing's, UnionPay's from 23:00 to 23:00. */
export function spanOf(source: Source, day: string): { from: Date; to: Date } {
  const midnight = Date.parse(`${day}T00:00:00+08:00`);
  const from = new Date(source === 'unionpay' ? midnight - UNIONPAY_EARLY_MS : midnight);
  return { from, to: new Date(from.getTime() + DAY_MS) };
}
