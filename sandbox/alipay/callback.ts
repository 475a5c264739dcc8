import { fen, fenFromYuan, yuanFromFen } from '../../src/contract/money';
import { writeForm } from '../common/form';
import { strangerKey } from '../common/stranger';
import type { Manner } from '../notices/desk';
import type { Twin } from '../twin';
import { alipayTime } from './payment';
import { appOf } from './request';
import { signNotice } from './signature';

/** Eight sends in about 25 hours. protocols 2.6 */
const GAPS_S = [240, 600, 600, 3600, 7200, 21_600, 54_000];

/** Notices: a form in UTF-8; only HTTP 200 with exactly `success` takes it. notify_id stays the same [M]. */
export function alipayManner(twin: Twin): Manner {
  return {
    gaps_s: GAPS_S,
    isTaken: (status, answer) => status === 200 && answer === 'success',
    async dress(notice, fault) {
      const fields: Record<string, string> = { ...(notice.content as Record<string, string>) };
      fields.notify_time = alipayTime(new Date(twin.now().getTime() + (fault.skew_s ?? 0) * 1000));
      if (fault.wrong_amount) fields.total_amount = yuanFromFen(fen(fenFromYuan(fields.total_amount ?? '0') + 1));
      if (fault.wrong_app) fields.app_id = '2021000000000000';
      const app = appOf(twin, notice.content.app_id);
      // That notices name the certificate too is an assumption [M].
      if (app?.certSn) fields.alipay_cert_sn = app.certSn;
      const key = fault.forged || fault.probe ? await strangerKey() : (app?.key ?? twin.keys.alipay.key);
      return {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', 'User-Agent': 'Mozilla/4.0' },
        body: writeForm(signNotice(fields, key)),
      };
    },
  };
}
