import { beijing } from '../../src/contract/time';
import { parseForm } from '../common/form';
import { type Ctx, isNoticeUrl, rawBody } from '../common/http';
import { isWebUrl } from '../pages/document';
import type { Twin } from '../twin';
import { type Fields, verifyFields } from './signature';

/** A refusal: `respCode` and `respMsg`. protocols 3.5 */
export class UnionpayError extends Error {
  constructor(
    readonly respCode: string,
    readonly respMsg: string,
  ) {
    super(`${respCode} ${respMsg}`);
  }
}

/** How far txnTime may lie ahead, and how long ago. That there are limits, and these, is an assumption [M]. */
const AHEAD_MS = 5 * 60_000;
const AGE_MS = 24 * 3_600_000;

/** `YYYYMMDDhhmmss`, Beijing. */
function unionpayTime(at: Date): string {
  return beijing(at).format('YYYYMMDDHHmmss');
}

export function readUnionpayTime(text: string): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
  return Number.isNaN(at.getTime()) || unionpayTime(at) !== text ? undefined : at;
}

export async function readFields(c: Ctx): Promise<Record<string, string>> {
  return parseForm((await rawBody(c)).toString('utf8'));
}

/**
 * Checks what every transaction has: fields, merchant, signature, times. protocols 3.4
 * @param isNumbered false for what is no transaction and has no orderId (a day's file)
 * @throws UnionpayError 13 missing, 10 format, 11 signature, 31 merchant
 */
export function checkRequest(twin: Twin, fields: Fields, isNumbered = true): void {
  const { ids, unionpay } = twin.keys;
  const needed = [
    'version',
    'encoding',
    'certId',
    'signature',
    'signMethod',
    'txnType',
    'txnSubType',
    'bizType',
    'accessType',
    'merId',
    'txnTime',
    ...(isNumbered ? ['orderId'] : []),
  ];
  for (const name of needed) if (!fields[name]) throw new UnionpayError('13', `报文缺少必填域[${name}]`);
  if (fields.version !== '5.1.0') throw new UnionpayError('10', '报文格式错误[version]');
  if (!/^utf-?8$/i.test(fields.encoding ?? '')) throw new UnionpayError('10', '报文格式错误[encoding]');
  if (fields.signMethod !== '01') throw new UnionpayError('10', '报文格式错误[signMethod]');
  if (fields.certId !== ids.unionpay_cert_id) throw new UnionpayError('11', '验证签名失败[证书序列号不存在]');
  if (!verifyFields(fields, unionpay.merchantKey)) throw new UnionpayError('11', '验证签名失败');
  if (fields.merId !== ids.unionpay_mer_id) throw new UnionpayError('31', '商户状态不正确[merId]');
  if (fields.accessType !== '0') throw new UnionpayError('10', '报文格式错误[accessType]');
  if (isNumbered && !/^[A-Za-z0-9]{8,40}$/.test(fields.orderId ?? '')) throw new UnionpayError('10', '报文格式错误[orderId]');
  if (!readUnionpayTime(fields.txnTime ?? '')) throw new UnionpayError('10', '报文格式错误[txnTime]');
}

/** For transactions that move money: amount, currency, addresses, a txnTime of today. */
export function checkMoney(twin: Twin, fields: Fields, isFront: boolean): void {
  if (!/^[1-9]\d{0,11}$/.test(fields.txnAmt ?? '')) throw new UnionpayError('10', '报文格式错误[txnAmt]');
  // Refunds and undos take the original's currency when they name none.
  if (fields.currencyCode !== '156' && (isFront || fields.currencyCode)) throw new UnionpayError('10', '报文格式错误[currencyCode]');
  if (!/^0[78]$/.test(fields.channelType ?? '')) throw new UnionpayError('10', '报文格式错误[channelType]');
  if (!isNoticeUrl(fields.backUrl ?? '')) throw new UnionpayError('10', '报文格式错误[backUrl]');
  if (isFront && !isWebUrl(fields.frontUrl)) throw new UnionpayError('10', '报文格式错误[frontUrl]');
  const age = twin.now().getTime() - (readUnionpayTime(fields.txnTime ?? '')?.getTime() ?? 0);
  if (age < -AHEAD_MS || age > AGE_MS) throw new UnionpayError('10', '报文格式错误[txnTime]：不在允许的时间内');
}

export function isKind(fields: Fields, txnType: string, txnSubType: string, bizType: string): boolean {
  return fields.txnType === txnType && fields.txnSubType === txnSubType && fields.bizType === bizType;
}
