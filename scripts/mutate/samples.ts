import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { alipayManner } from '../../sandbox/alipay/callback';
import { sealResponse } from '../../sandbox/alipay/signature';
import { writeForm } from '../../sandbox/common/form';
import { ensureKeys, gatewayEnvironment } from '../../sandbox/keys';
import type { Notice as TwinNotice } from '../../sandbox/store/notices';
import { Twin } from '../../sandbox/twin';
import { unionpayManner } from '../../sandbox/unionpay/callback';
import { sealed } from '../../sandbox/unionpay/view';
import { wechatManner } from '../../sandbox/wechat/callback';
import { sealHeaders } from '../../sandbox/wechat/signature';
import { alipayChannel } from '../../server/channels/alipay/channel';
import type { Channel, RawNotice } from '../../server/channels/channel';
import { unionpayChannel } from '../../server/channels/unionpay/channel';
import { wechatChannel } from '../../server/channels/wechat/channel';
import type { ChannelId } from '../../src/contract/order';

export interface Sample {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** an answer of the gateway, signed with the same keys: never a notice */
  readonly isAnswer: boolean;
}

/** All that a worker needs; survives being handed to another thread. */
export interface Bag {
  readonly channel: ChannelId;
  readonly env: Readonly<Record<string, string>>;
  readonly now_ms: number;
  readonly samples: readonly Sample[];
}

const AT = '2026-11-23T10:02:03+08:00';
const NO = '202611A7K2M9Q4T8';

/** Messages as the twin signs them, and answers that look like them. @param directory of the twin's keys, made when they are not there */
export async function makeBags(directory: string): Promise<Bag[]> {
  const keys = await ensureKeys(directory);
  const twin = new Twin(undefined as unknown as Pool, keys, {
    origin: 'http://127.0.0.1:1',
    notice_delay_ms: 0,
    notice_speed: 1,
    refund_delay_ms: 0,
  });
  const env = gatewayEnvironment(directory, 'http://127.0.0.1:1');
  const now_ms = twin.now().getTime();
  return [
    { channel: 'wechat', env, now_ms, samples: await wechatSamples(twin) },
    { channel: 'alipay', env, now_ms, samples: await alipaySamples(twin) },
    { channel: 'unionpay', env, now_ms, samples: await unionpaySamples(twin) },
  ];
}

const told = (content: object) => ({ content }) as TwinNotice;
const lower = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function wechatSamples(twin: Twin): Promise<Sample[]> {
  const { wechat_app_id: appid, wechat_mch_id: mchid } = twin.keys.ids;
  const amount = { total: 14396, payer_total: 14396, currency: 'CNY', payer_currency: 'CNY' };
  const paid = (no: string) => ({
    appid,
    mchid,
    out_trade_no: no,
    transaction_id: `42${no}`,
    trade_state: 'SUCCESS',
    success_time: AT,
    payer: { openid: 'o' },
    amount,
  });
  const back = {
    mchid,
    out_trade_no: NO,
    transaction_id: '42',
    out_refund_no: `R${NO}`,
    refund_id: '503',
    refund_status: 'SUCCESS',
    success_time: AT,
    amount,
  };
  const event = (event_type: string, original_type: string, plaintext: object) =>
    told({ id: 'EV-1', create_time: AT, event_type, summary: '成功', original_type, plaintext });
  const notices = [
    event('TRANSACTION.SUCCESS', 'transaction', paid(NO)),
    event('TRANSACTION.SUCCESS', 'transaction', paid('202611B7K2M9Q4T8')),
    event('REFUND.SUCCESS', 'refund', back),
  ];
  const dressed = await Promise.all(notices.map((one) => wechatManner(twin).dress(one, {})));
  const answers = [paid(NO), { ...back, status: 'SUCCESS' }].map((content) => {
    const body = JSON.stringify(content);
    return {
      body,
      headers: sealHeaders(body, { ...twin.ring.nextWechatSigner(), timestamp: Math.floor(twin.now().getTime() / 1000), probe: false }),
    };
  });
  return [...dressed.map((one) => sampleOf(one, false)), ...answers.map((one) => sampleOf(one, true))];
}

async function alipaySamples(twin: Twin): Promise<Sample[]> {
  const { alipay_app_id: app_id, alipay_seller_id: seller_id } = twin.keys.ids;
  const paid = {
    notify_type: 'trade_status_sync',
    notify_id: '2026112300222',
    app_id,
    auth_app_id: app_id,
    charset: 'utf-8',
    version: '1.0',
    trade_no: '20261123220014',
    out_trade_no: NO,
    seller_id,
    trade_status: 'TRADE_SUCCESS',
    total_amount: '143.96',
    subject: '水费 100%+a&b=c 🚰',
    gmt_payment: '2026-11-23 10:02:03',
    fund_bill_list: '[{"amount":"143.96","fundChannel":"ALIPAYACCOUNT"}]',
  };
  const back = { ...paid, notify_id: '2026112300223', refund_fee: '1.00', gmt_refund: '2026-11-23 11:00:00.000', out_biz_no: `R${NO}` };
  const dressed = await Promise.all(
    [paid, { ...paid, out_trade_no: '202611B7K2M9Q4T8' }, back].map((one) => alipayManner(twin).dress(told(one), {})),
  );
  const query = sealResponse(
    'alipay_trade_query_response',
    { code: '10000', out_trade_no: NO, trade_status: 'TRADE_SUCCESS', total_amount: '143.96' },
    twin.keys.alipay.key,
  );
  const { sign } = JSON.parse(query) as { sign: string };
  const answers = [query, writeForm({ ...paid, sign, sign_type: 'RSA2' })].map((body) => ({ headers: {}, body }));
  return [...dressed.map((one) => sampleOf(one, false)), ...answers.map((one) => sampleOf(one, true))];
}

async function unionpaySamples(twin: Twin): Promise<Sample[]> {
  const common = {
    version: '5.1.0',
    encoding: 'UTF-8',
    merId: twin.keys.ids.unionpay_mer_id,
    txnTime: '20261123100000',
    currencyCode: '156',
    accessType: '0',
  };
  const paid = {
    ...common,
    txnType: '01',
    txnSubType: '01',
    bizType: '000201',
    orderId: NO,
    txnAmt: '14396',
    queryId: '782611231000000000028',
    traceTime: '1123100203',
    respCode: '00',
    respMsg: 'success',
  };
  const back = { ...paid, txnType: '04', txnSubType: '00', orderId: `R${NO}`, txnAmt: '29', queryId: '782611231000000000029' };
  const dressed = await Promise.all([paid, { ...paid, orderId: '202611B7K2M9Q4T8' }, back].map((one) => unionpayManner(twin).dress(told(one), {})));
  // A query that was understood, and a refund that was accepted: both say 00.
  const { traceTime: _, ...accepted } = back;
  const answers = [{ ...paid, origRespCode: '05' }, accepted].map((one) => ({ headers: {}, body: writeForm(sealed(twin, one)) }));
  return [...dressed.map((one) => sampleOf(one, false)), ...answers.map((one) => sampleOf(one, true))];
}

function sampleOf({ headers, body }: { headers: Record<string, string>; body: string }, isAnswer: boolean): Sample {
  return { headers: lower(headers), body, isAnswer };
}

/** Another key that WeChat might have named: known to the adapter, and not the one that signed. */
export const OTHER_SERIAL = 'PUB_KEY_ID_0100000000000000000000000000';

/** The gateway's own adapter, whose clock stands when the samples were made. */
export function adapterOf({ channel, env, now_ms }: Bag): Channel {
  const text = (name: string) => env[name] as string;
  const file = (name: string) => readFileSync(text(name), 'utf8');
  const clock = () => new Date(now_ms);
  const nowhere = { notifyUrl: 'http://127.0.0.1:1', returnUrl: () => 'http://127.0.0.1:1' };
  if (channel === 'wechat') {
    const verifiers = new Map<string, KeyObject>([
      [text('WECHAT_PAY_PUBLIC_KEY_ID'), createPublicKey(file('WECHAT_PAY_PUBLIC_KEY_FILE'))],
      [OTHER_SERIAL, generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
    ]);
    return wechatChannel({
      baseUrl: text('WECHAT_PAY_URL'),
      mchId: text('WECHAT_PAY_MCH_ID'),
      merchantKey: createPrivateKey(file('WECHAT_PAY_MERCHANT_KEY_FILE')),
      merchantSerial: text('WECHAT_PAY_MERCHANT_SERIAL'),
      apiV3Key: Buffer.from(file('WECHAT_PAY_API_V3_KEY_FILE')),
      verifiers,
      refundNotifyUrl: nowhere.notifyUrl,
      ...nowhere,
      clock,
    });
  }
  if (channel === 'alipay') {
    return alipayChannel({
      gatewayUrl: text('ALIPAY_URL'),
      appId: text('ALIPAY_APP_ID'),
      appKey: createPrivateKey(file('ALIPAY_APP_KEY_FILE')),
      trust: { is: 'key', publicKey: createPublicKey(file('ALIPAY_PUBLIC_KEY_FILE')) },
      sellerId: text('ALIPAY_SELLER_ID'),
      ...nowhere,
      clock,
    });
  }
  return unionpayChannel({
    baseUrl: text('UNIONPAY_URL'),
    fileUrl: text('UNIONPAY_FILE_URL'),
    merId: text('UNIONPAY_MER_ID'),
    key: createPrivateKey(file('UNIONPAY_KEY_FILE')),
    certId: text('UNIONPAY_CERT_ID'),
    rootCertificate: new X509Certificate(file('UNIONPAY_ROOT_CERT_FILE')),
    middleCertificate: new X509Certificate(file('UNIONPAY_MIDDLE_CERT_FILE')),
    backUrl: nowhere.notifyUrl,
    frontUrl: nowhere.returnUrl,
    scripts: [],
    clock,
  });
}

export function rawOf({ headers, body }: Pick<Sample, 'headers' | 'body'>): RawNotice {
  return { headers, body: Buffer.from(body) };
}
