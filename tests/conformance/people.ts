import { readFileSync } from 'node:fs';
import { personId } from '../../sandbox/common/numbers';
import type { Bench } from './bench';

/** The twin's made-up person at one application: `openid` or `open_id`. */
export function personAt(bench: Bench, kind: 'wechat' | 'alipay', app: string): string {
  const secret = readFileSync(bench.world.env.WECHAT_APP_SECRET_FILE as string, 'utf8');
  return personId(kind === 'wechat' ? 'o' : '0', secret, app, 'conformance');
}
