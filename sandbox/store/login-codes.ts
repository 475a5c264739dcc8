import { letters } from '../common/numbers';
import type { Twin } from '../twin';

export type Taken = { is: 'taken'; person: string } | { is: 'used' } | { is: 'unknown' };

/** A code belongs to one app: the mini-program's, or the one of web pages. */
export type CodeApp = 'wechat' | 'alipay' | 'wechat-web' | 'alipay-web';

/** Makes a login code for a made-up person, as the wallet app would hand to a mini-program or a page. */
export async function makeCode(twin: Twin, channel: CodeApp, person: string): Promise<string> {
  const code = channel.startsWith('wechat') ? `0${letters(31)}` : letters(32);
  await twin.pool.query('insert into twin.login_codes (code, channel, person, made_at) values ($1, $2, $3, $4)', [code, channel, person, twin.now()]);
  return code;
}

/** Takes a code: once, and only within its life. Of two takers at the same moment one finds it used. */
export async function takeCode(twin: Twin, channel: CodeApp, code: string, lifeMs: number): Promise<Taken> {
  const now = twin.now();
  const { rows } = await twin.pool.query(
    `update twin.login_codes set used_at = $3
     where code = $1 and channel = $2 and used_at is null and made_at > $4 returning person`,
    [code, channel, now, new Date(now.getTime() - lifeMs)],
  );
  if (rows[0]) return { is: 'taken', person: String(rows[0].person) };
  const { rows: known } = await twin.pool.query('select used_at from twin.login_codes where code = $1 and channel = $2', [code, channel]);
  return known[0]?.used_at ? { is: 'used' } : { is: 'unknown' };
}
