import { createHash } from 'node:crypto';
import { parseForm, sortedText } from '../../sandbox/common/form';
import type { RawNotice } from '../../server/channels/channel';
import type { ChannelId } from '../../src/contract/order';

/**
 * What a message is by the channel's manual: the decoded signature and exactly what it covers. Read by the twin's hand, not
 * by the gateway's, so that a mistake of the one that is tested does not excuse itself.
 */
export function identityOf(channel: ChannelId, raw: RawNotice): string {
  const hash = createHash('sha256');
  if (channel === 'wechat') {
    const header = (name: string) => raw.headers[`wechatpay-${name}`] ?? '';
    hash.update(`${header('serial')}\n${decoded(header('signature'))}\n${header('timestamp')}\n${header('nonce')}\n`).update(raw.body);
    return hash.digest('base64');
  }
  const fields = parseForm(raw.body.toString('utf8'));
  const [name, without] = channel === 'alipay' ? ['sign', ['sign', 'sign_type']] : ['signature', ['signature']];
  return hash.update(`${decoded(fields[name as string] ?? '')}\n${sortedText(fields, without as string[])}`).digest('base64');
}

/** Leniently: many texts stand for one signature. */
function decoded(signature: string): string {
  return Buffer.from(signature, 'base64').toString('hex');
}
