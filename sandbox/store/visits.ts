import { letters } from '../common/numbers';
import type { Twin } from '../twin';
import type { Channel } from './trades';

/** Remembers what a browser brought to a wallet page, so that its buttons need carry no more than this id. */
export async function addVisit(twin: Twin, channel: Channel, content: Record<string, unknown>, id = letters(32)): Promise<string> {
  await twin.pool.query('insert into twin.visits (id, channel, content, made_at) values ($1, $2, $3, $4)', [id, channel, content, twin.now()]);
  return id;
}

export async function findVisit(twin: Twin, channel: Channel, id: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await twin.pool.query('select content from twin.visits where id = $1 and channel = $2', [id, channel]);
  return rows[0]?.content as Record<string, unknown> | undefined;
}
