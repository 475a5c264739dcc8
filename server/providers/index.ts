import { Problem } from '../../src/contract/problem';
import type { ServiceId } from '../../src/services';
import { agencyClient } from '../agencies/agency';
import type { Config } from '../config';
import { billProvider } from './bill';
import type { Provider } from './provider';

export type { Fulfilment, Provider } from './provider';

/** One provider for every service that is built: the compiler asks for what is missing. */
export type Providers = Readonly<Record<ServiceId, Provider>>;

export function createProviders(config: Config, clock: () => Date): Providers {
  const agency = (service: ServiceId, at: { url: string; key_id: string; public_key: Config['agencies']['key'] }) =>
    agencyClient({
      baseUrl: at.url,
      service,
      ourKeyId: config.agencies.key_id,
      ourKey: config.agencies.key,
      theirKeyId: at.key_id,
      theirKey: at.public_key,
      clock,
    });
  return { water: billProvider(agency('water', config.agencies.water)) };
}

/** @throws Problem `not_found` for a service that is not built */
export function providerOf(providers: Providers, service: string): Provider {
  const provider = Object.hasOwn(providers, service) ? providers[service as ServiceId] : undefined;
  if (!provider) throw new Problem('not_found');
  return provider;
}
