import * as v from 'valibot';
import type { AlipayClient } from '../channels/alipay/client';
import { type CodeAnswer, onceForEachCode } from './code';

const Token = v.object({
  open_id: v.optional(v.string()),
  /** applications made before open_id still know people as 2088… */
  user_id: v.optional(v.string()),
  union_id: v.optional(v.string()),
});

/** Alipay's mini-program login over its payment gateway; the tokens are dropped. Source: Alipay, alipay.system.oauth.token. */
export function alipayPlatform(client: AlipayClient): { exchangeCode(code: string): Promise<CodeAnswer> } {
  return { exchangeCode: onceForEachCode((code) => exchange(client, code)) };
}

async function exchange(client: AlipayClient, code: string): Promise<CodeAnswer> {
  const toplevel = { grant_type: 'authorization_code', code };
  const answer = await client.call('alipay.system.oauth.token', null, { toplevel });
  if (answer.is === 'unknown') return answer;
  // Refusing a login needs no proof, so an unsigned refusal counts too.
  if (answer.is === 'error') {
    return answer.code === 'isv.code-invalid' ? { is: 'refused', code: answer.code } : { is: 'unknown', why: answer.code };
  }
  const read = v.safeParse(Token, answer.content);
  const subject = read.success ? read.output.open_id || read.output.user_id : undefined;
  if (!read.success || !subject) return { is: 'unknown', why: 'answer_content' };
  return { is: 'known', subject, union: read.output.union_id || null };
}
