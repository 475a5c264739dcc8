import { Counter, Histogram, type Registry } from 'prom-client';
import type { ChannelId } from '../../src/contract/order';

/** What handlers tell as it happens. Labels are names of routes, channels and verdicts: few, and never a person's. */
export interface Meter {
  /** @param route name of a route, never a path with an id in it */
  request(route: string, status: number, seconds: number): void;
  notice(channel: ChannelId, verdict: string): void;
}

/** Where nobody asks for metrics. */
export const noMeter: Meter = { request() {}, notice() {} };

/** Requests are counted per process; Prometheus adds the processes up. */
export function createMeter(registry: Registry): Meter {
  const requests = new Histogram({
    name: 'rongyifu_request_seconds',
    help: 'Requests by route and status, and how long they took',
    labelNames: ['route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15],
    registers: [registry],
  });
  const notices = new Counter({
    name: 'rongyifu_notices_total',
    help: 'Notices of channels by verdict',
    labelNames: ['channel', 'verdict'] as const,
    registers: [registry],
  });
  return {
    request: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    notice: (channel, verdict) => notices.inc({ channel, verdict }),
  };
}
