import type { Hono } from 'hono';
import type { Env } from '../common/http';
import type { Twin } from '../twin';
import { Counter } from './common/counter';
import { hospital } from './hospital/hospital';
import { phone } from './phone/desk';
import { water } from './water/company';

/** `POST /agency/v1/{service}/{operation}`. docs/providers.md */
export function agencyRoutes(app: Hono<Env>, twin: Twin): void {
  for (const agency of [water, hospital, phone]) {
    const counter = new Counter(twin, agency);
    app.post(`/agency/v1/${agency.service}/:operation`, (c) => counter.serve(c));
  }
}
