import type { Hono } from 'hono';
import { underFaults } from '../common/faults';
import { type Ctx, type Env, jsonObject, rawBody } from '../common/http';
import type { Twin } from '../twin';
import { signatureFault, signedAnswer } from './signature';
import { BadRequest, WaterCompany } from './water/company';

/** `POST /agency/v1/{service}/{operation}`. docs/providers.md */
export function agencyRoutes(app: Hono<Env>, twin: Twin): void {
  const water = new WaterCompany(twin);
  app.post('/agency/v1/water/:operation', (c) => serve(twin, water, c));
}

async function serve(twin: Twin, water: WaterCompany, c: Ctx): Promise<Response> {
  const body = await rawBody(c);
  const nonce = c.req.header('ryf-nonce') ?? '';
  const agency = { id: twin.keys.ids.agency_water_key_id, key: twin.keys.agency.waterKey };
  const fault = signatureFault(twin, c, body);
  if (fault) return signedAnswer(twin, agency, 401, nonce, { error: fault });
  const operation = c.req.param('operation') ?? '';
  const refuse = (status: number) => new Response('busy', { status });
  return underFaults(twin.faults, 'water', operation, c, refuse, async () => {
    try {
      const content = jsonObject(body.toString('utf8'));
      if (!content) throw new BadRequest('not a JSON object');
      const reply = await water.answer(operation, content, c);
      if (!reply) return signedAnswer(twin, agency, 404, nonce, { error: 'operation unknown' });
      if ('outage' in reply) return reply.outage;
      const isBare = twin.faults.takeProbe('water', operation);
      return signedAnswer(twin, { ...agency, key: isBare ? undefined : agency.key }, 200, nonce, reply.content);
    } catch (error) {
      if (error instanceof BadRequest) return signedAnswer(twin, agency, 400, nonce, { error: error.message });
      throw error;
    }
  });
}
