import { setTimeout as wait } from 'node:timers/promises';
import { type Ctx, cutConnection } from '../../common/http';
import type { Twin } from '../../twin';
import { tailOf } from './accounts';
import { fulfil, queryPosting } from './postings';
import { lookup, quote } from './quotes';
import { BadRequest } from './requests';
import { statement } from './statement';

const LATE_MS = 8000;

/** What an operation leads to: an answer to sign, or an outage of its own kind. */
export type Reply = { content: unknown } | { outage: Response };

/** The Chengdu water company's operations, test numbers included. docs/providers.md */
export class WaterCompany {
  private down = 0;

  constructor(private readonly twin: Twin) {}

  /** @throws BadRequest for a body that is not of the protocol */
  async answer(operation: string, body: Readonly<Record<string, unknown>>, c: Ctx): Promise<Reply | undefined> {
    if (tailOf(typeof body.account === 'string' ? body.account : '') === '05') return { outage: this.outage(c) };
    if (operation === 'lookup') return { content: await lookup(this.twin, body) };
    if (operation === 'quote') return { content: await quote(this.twin, body) };
    if (operation === 'query') return { content: await queryPosting(this.twin, body) };
    if (operation === 'statement') return { content: await statement(this.twin, body) };
    if (operation === 'fulfil') return this.fulfil(body, c);
    return undefined;
  }

  private async fulfil(body: Readonly<Record<string, unknown>>, c: Ctx): Promise<Reply> {
    const { answer, isNew } = await fulfil(this.twin, body);
    const tail = tailOf(String(body.account));
    if (isNew && tail === '07') await wait(LATE_MS);
    if (isNew && tail === '09') return { outage: cutConnection(c) };
    return { content: answer };
  }

  // Both kinds of outage in turn: a gateway must take either for "unknown".
  private outage(c: Ctx): Response {
    this.down += 1;
    return this.down % 2 === 1 ? new Response('Service Unavailable', { status: 503 }) : cutConnection(c);
  }
}

export { BadRequest };
