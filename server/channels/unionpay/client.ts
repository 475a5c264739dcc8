import { type Fields, writeForm } from '../form';
import { send } from '../http';
import { type SignerKeys, signerKeys } from './certificate';
import type { UnionpaySettings } from './settings';
import { messageFault, readAnswer, signFields } from './sign';

export type UnionpayAnswer = { is: 'ok'; fields: Fields } | { is: 'unknown'; why: string };

export interface UnionpayClient {
  readonly signers: SignerKeys;
  /** The common fields and these, signed. */
  sign(fields: Fields): Fields;
  /** Asks the gateway; only an answer that UnionPay signed is one. `page` is `queryTrans.do` and the like, unless `to` says where. */
  call(page: string, fields: Fields, to?: { url: string; timeout_ms: number; max_bytes: number }): Promise<UnionpayAnswer>;
  address(page: string): string;
}

/** Source: UnionPay 5.1.0, endpoints, common fields and signature (signMethod 01). */
export function unionpayClient(settings: UnionpaySettings): UnionpayClient {
  const signers = signerKeys(settings);
  const sign = (fields: Fields) => signFields({ ...commonFields(settings), ...fields }, settings.key);
  const address = (page: string) => `${settings.baseUrl.replace(/\/$/, '')}/${page}`;
  return {
    signers,
    sign,
    address,
    async call(page, fields, to) {
      const answer = await send({
        method: 'POST',
        url: address(page),
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        body: writeForm(sign(fields)),
        ...(settings.timeoutMs && { timeout_ms: settings.timeoutMs }),
        ...to,
      });
      if (answer.is === 'unknown') return answer;
      if (answer.status !== 200) return { is: 'unknown', why: `http_${answer.status}` };
      const read = readAnswer(answer.body);
      if (!read) return { is: 'unknown', why: 'answer_content' };
      const fault = messageFault(read, signers, settings.clock());
      if (fault) return { is: 'unknown', why: `answer_${fault}` };
      return echoes(read, settings, fields) ? { is: 'ok', fields: read } : { is: 'unknown', why: 'answer_content' };
    },
  };
}

function commonFields(settings: UnionpaySettings): Fields {
  return {
    version: '5.1.0',
    encoding: 'UTF-8',
    certId: settings.certId,
    signMethod: '01',
    accessType: '0',
    channelType: '08',
    merId: settings.merId,
  };
}

/** The signature does not bind an answer to its question; the numbers that come back do. Errors may leave them out. */
function echoes(answer: Fields, settings: UnionpaySettings, asked: Fields): boolean {
  const { orderId, txnTime = '' } = asked;
  const expected: Fields = { merId: settings.merId, txnTime, ...(orderId !== undefined && { orderId }) };
  const strict = answer.respCode === '00';
  return Object.entries(expected).every(([name, value]) => (strict || answer[name] ? answer[name] === value : true));
}
