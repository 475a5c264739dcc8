import { issue, named } from '../certificates';
import { writeForm } from '../common/form';
import { stranger } from '../common/stranger';
import type { Manner } from '../notices/desk';
import type { Twin } from '../twin';
import { type Fields, signFields } from './signature';
import { sealed, withCrLf } from './view';

/** Five sends. protocols 3.6 */
const GAPS_S = [60, 120, 240, 300];

/** Notices: an ordinary form POST; HTTP 200 takes it, whatever the body. protocols 3.6 */
export function unionpayManner(twin: Twin): Manner {
  return {
    gaps_s: GAPS_S,
    isTaken: (status) => status === 200,
    async dress(notice, fault) {
      const fields: Record<string, string> = { ...(notice.content as Record<string, string>) };
      if (fault.wrong_amount) fields.txnAmt = String(Number(fields.txnAmt) + 1);
      if (fault.wrong_app) fields.merId = '777290000000000';
      const signed = fault.forged || fault.probe ? await forged(fields) : sealed(twin, fields);
      return { headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8', 'User-Agent': 'Mozilla/4.0' }, body: writeForm(signed) };
    },
  };
}

/** The right name on a certificate that nobody trusts: only a check of the chain tells. */
async function forged(fields: Fields): Promise<Record<string, string>> {
  const pair = await stranger();
  const name = named('STRANGER', '041@8310000000000000@中国银联股份有限公司@00016495');
  const { pem } = await issue(name, pair, { pair, subject: name }, false);
  return signFields({ ...fields, signMethod: '01', signPubKeyCert: withCrLf(pem) }, pair.privateKey);
}
