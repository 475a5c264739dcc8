import type { Notice, RawNotice } from '../channel';
import { type Fields, readForm } from '../form';
import { fromSpacedTime } from '../wiretime';
import type { AlipayKeys } from './keys';
import { CURRENCY, readYuan } from './records';
import type { AlipaySettings } from './settings';
import { verifyNotice } from './sign';

const UNREADABLE: Notice = { is: 'rejected', why: 'content' };

/**
 * Verifies and reads a trade notice. That `notify_id`, our key, stays the same in a repetition is an assumption; were it
 * not, the same fact would only come under two keys. Source: Alipay OpenAPI v2, asynchronous notification.
 */
export async function readAlipayNotice(settings: AlipaySettings, keys: AlipayKeys, raw: RawNotice): Promise<Notice> {
  const fields = readForm(raw.body);
  if (!fields) return UNREADABLE;
  const key = await keys.find(fields.alipay_cert_sn || null);
  if (!key) return { is: 'rejected', why: 'key' };
  if (!verifyNotice(fields, key)) return { is: 'rejected', why: 'signature' };
  const { notify_id } = fields;
  if (!notify_id) return UNREADABLE;
  if (fields.notify_type !== 'trade_status_sync') return { is: 'other', key: notify_id, about: 'notify_type' };
  return tellsRefund(fields) ? readRefund(settings, fields, notify_id) : readPayment(fields, notify_id);
}

/** A partial refund says TRADE_SUCCESS once more, a full one TRADE_CLOSED: the state alone is never a first payment. */
function tellsRefund(fields: Fields): boolean {
  return Boolean(fields.out_biz_no || fields.gmt_refund) || (readYuan(fields.refund_fee) ?? 0) > 0;
}

function readPayment(fields: Fields, key: string): Notice {
  const { trade_status = '', out_trade_no, trade_no, app_id, seller_id } = fields;
  if (!['TRADE_SUCCESS', 'TRADE_FINISHED'].includes(trade_status)) return { is: 'other', key, about: 'not_paid' };
  const amount_fen = readYuan(fields.total_amount);
  const paid_at = fromSpacedTime(fields.gmt_payment || fields.notify_time || '');
  if (!out_trade_no || !trade_no || !app_id || !seller_id || amount_fen === null || !paid_at) return UNREADABLE;
  return {
    is: 'paid',
    key,
    fact: {
      attempt_id: out_trade_no,
      channel_no: trade_no,
      amount_fen,
      currency: CURRENCY,
      merchant: seller_id,
      app: app_id,
      paid_at,
    },
  };
}

/**
 * `refund_fee` is the trade's sum so far, so this refund's own amount is not told; its number is, and Alipay refuses to
 * repeat a number with another amount. Without the number (a refund made in the portal) there is nothing to settle here.
 */
function readRefund(settings: AlipaySettings, fields: Fields, key: string): Notice {
  if (fields.app_id !== settings.appId || fields.seller_id !== settings.sellerId) return UNREADABLE;
  const { out_biz_no: refund_id } = fields;
  const at = fromSpacedTime(fields.gmt_refund || fields.notify_time || '');
  if (!refund_id || !at) return { is: 'other', key, about: 'refund_without_number' };
  return { is: 'refund', key, refund_id, state: { is: 'succeeded', channel_no: refund_id, at } };
}
