import { setTimeout as wait } from 'node:timers/promises';
import { underFaults } from '../../common/faults';
import { type Ctx, cutConnection, jsonObject, rawBody } from '../../common/http';
import type { Twin } from '../../twin';
import { type Agency, tailOf } from './agency';
import { cancel } from './cancel';
import { fulfil, queryPosting } from './postings';
import { BadRequest, type Body } from './requests';
import { signatureFault, signedAnswer } from './signature';
import { statement } from './statement';

const LATE_MS = 8000;

/** What an operation leads to: an answer to sign, or an outage of its own kind. */
type Reply = { content: unknown } | { outage: Response };

/** Where an agency's requests come in: signature, switches, the behaviour that an account's tail asks for, then its rules. */
export class Counter {
  private down = 0;

  constructor(
    private readonly twin: Twin,
    private readonly agency: Agency,
  ) {}

  async serve(c: Ctx): Promise<Response> {
    const { twin, agency } = this;
    const body = await rawBody(c);
    const nonce = c.req.header('ryf-nonce') ?? '';
    const identity = agency.identity(twin);
    const fault = signatureFault(twin, c, body);
    if (fault) return signedAnswer(twin, identity, 401, nonce, { error: fault });
    const operation = c.req.param('operation') ?? '';
    const refuse = (status: number) => new Response('busy', { status });
    return underFaults(twin.faults, agency.service, operation, c, refuse, async () => {
      try {
        const content = jsonObject(body.toString('utf8'));
        if (!content) throw new BadRequest('not a JSON object');
        const reply = await this.answer(operation, content, c);
        if (!reply) return signedAnswer(twin, identity, 404, nonce, { error: 'operation unknown' });
        if ('outage' in reply) return reply.outage;
        const isBare = twin.faults.takeProbe(agency.service, operation);
        return signedAnswer(twin, { ...identity, key: isBare ? undefined : identity.key }, 200, nonce, reply.content);
      } catch (error) {
        if (error instanceof BadRequest) return signedAnswer(twin, identity, 400, nonce, { error: error.message });
        throw error;
      }
    });
  }

  private async answer(operation: string, body: Body, c: Ctx): Promise<Reply | undefined> {
    const { twin, agency } = this;
    if (tailOf(typeof body.account === 'string' ? body.account : '') === '05') return { outage: this.outage(c) };
    if (operation === 'query') return { content: await queryPosting(twin, agency, body) };
    if (operation === 'statement') return { content: await statement(twin, agency, body) };
    if (operation === 'fulfil') return this.fulfil(body, c);
    if (operation === 'cancel' && agency.cancelTerms) return this.cancel(body, c);
    const own = Object.hasOwn(agency.own, operation) ? agency.own[operation] : undefined;
    return own && { content: await own(twin, body) };
  }

  private async fulfil(body: Body, c: Ctx): Promise<Reply> {
    const { answer, isNew } = await fulfil(this.twin, this.agency, body);
    const tail = tailOf(String(body.account));
    if (isNew && tail === '07') await wait(LATE_MS);
    if (isNew && tail === '09') return { outage: cutConnection(c) };
    return { content: answer };
  }

  private async cancel(body: Body, c: Ctx): Promise<Reply> {
    const { answer, isNew, account } = await cancel(this.twin, this.agency, body);
    if (isNew && tailOf(account) === '14') return { outage: cutConnection(c) };
    return { content: answer };
  }

  // Both kinds of outage in turn: a gateway must take either for "unknown".
  private outage(c: Ctx): Response {
    this.down += 1;
    return this.down % 2 === 1 ? new Response('Service Unavailable', { status: 503 }) : cutConnection(c);
  }
}
