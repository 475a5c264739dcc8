import type { ServiceManifest } from '../contract/service';
import { hospital } from './hospital/service';
import { phone } from './phone/service';
import { water } from './water/service';

/** Every service that the gateway runs, in the order of its category's tiles. A new one: a folder beside this file and a line here. */
export const services = [water, phone, hospital] as const satisfies readonly ServiceManifest[];

export type ServiceId = (typeof services)[number]['id'];

/** Those that have pages: the suite shows these and no other. */
export const offered: readonly ServiceManifest[] = offeredOf(services);

export function offeredOf(all: readonly ServiceManifest[]): readonly ServiceManifest[] {
  return all.filter(({ pages }) => pages.length > 0);
}

/** @returns undefined for an id that no built service has (a stale link, a client newer than the server). */
export function findService(id: string): ServiceManifest | undefined {
  return services.find((service) => service.id === id);
}

/** Route of a page of a service, as every platform's router takes it. */
export function servicePath(service: ServiceManifest, page: string = service.pages[0] ?? 'index'): string {
  return `/services/${service.id}/${page}`;
}
