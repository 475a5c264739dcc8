import { Problem } from '../../src/contract/problem';
import type { ServiceId, services } from '../../src/services';
import { agencyClient } from '../agencies/agency';
import type { Config } from '../config';
import { billProvider } from './bill';
import { bookingProvider } from './booking';
import type { Provider } from './provider';
import { topupProvider } from './topup';

export type { BillProvider, BookingProvider, CancelAnswer, Fulfilment, Provider, QuoteAnswer } from './provider';

/** One provider of its manifest's kind for every service that is built: the compiler asks for what is missing. */
export type Providers = { readonly [S in (typeof services)[number] as S['id']]: Extract<Provider, { kind: S['kind'] }> };

export function createProviders(config: Config, clock: () => Date): Providers {
  const { agencies } = config;
  const agency = (service: ServiceId) =>
    agencyClient({
      baseUrl: agencies[service].url,
      service,
      ourKeyId: agencies.key_id,
      ourKey: agencies.key,
      theirKeyId: agencies[service].key_id,
      theirKey: agencies[service].public_key,
      clock,
    });
  return { water: billProvider(agency('water')), hospital: bookingProvider(agency('hospital')), phone: topupProvider(agency('phone')) };
}

/** @throws Problem `not_found` for a service that is not built */
export function providerOf(providers: Providers, service: string): Provider {
  const provider = Object.hasOwn(providers, service) ? providers[service as ServiceId] : undefined;
  if (!provider) throw new Problem('not_found');
  return provider;
}

/** @throws Problem `not_found` for a service that is not built or is of another kind */
export function providerOfKind<K extends Provider['kind']>(providers: Providers, service: string, kind: K): Extract<Provider, { kind: K }> {
  const provider = providerOf(providers, service);
  if (provider.kind !== kind) throw new Problem('not_found');
  return provider as Extract<Provider, { kind: K }>;
}
