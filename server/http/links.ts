import type { Context as HonoContext } from 'hono';
import { Problem } from '../../src/contract/problem';
import { finishLink, type LinkChannel } from '../citizens/links';
import type { Citizen, Context } from '../context';
import { trace } from './trace';
import { whoIs } from './visitor';

/** Where whoever comes back without a state of theirs can go on paying. */
const ORDERS_PAGE = '/pages/orders/index';

/**
 * `GET /api/links/wechat|alipay`: an app's own browser comes back from telling who uses it. It always leads to a page of
 * ours, put together here: nothing of the address it came by says where.
 */
export async function comeBackLinked(ctx: Context, http: HonoContext, channel: LinkChannel): Promise<Response> {
  trace(http, { route: `link_${channel}` });
  const citizen = await signedInOrNull(ctx, http);
  const state = http.req.query('state') ?? '';
  const code = http.req.query(ctx.logins.web[channel]?.codeField ?? 'code') || null;
  const back = citizen && (await finishLink(ctx, citizen, channel, state, code));
  if (!back) return http.redirect(ORDERS_PAGE, 303);
  const told = back.outcome === 'again' ? '' : `&link=${back.outcome}`;
  return http.redirect(`/pages/cashier/index?orders=${back.orders.join(',')}${told}`, 303);
}

async function signedInOrNull(ctx: Context, http: HonoContext): Promise<Citizen | null> {
  try {
    return await whoIs(ctx, http);
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_signed_in') return null;
    throw error;
  }
}
