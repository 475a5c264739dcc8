import { randomBytes } from 'node:crypto';
import { askFor, sendTo } from './client';
import { hold, NotApplicable } from './report';
import type { Run } from './run';

const PART = 'signatures';

/** Who may ask, and when. A query about an order that nobody knows changes nothing, so it is what is spoilt. */
export async function checkSignatures({ party, report, newNumber }: Run): Promise<void> {
  const content = () => ({ order_no: newNumber() });
  const refused = (check: string, spoilt: Parameters<typeof sendTo>[3], status = 401, operation = 'query') =>
    report.check(PART, check, `HTTP ${status}`, async () => {
      const answer = await sendTo(party, operation, content(), spoilt);
      hold(answer.status === status, `HTTP ${answer.status}`);
    });
  await report.check(PART, 'a good request', 'an answer signed over our nonce', () => askFor(party, 'query', content()));
  await refused('a signature with one bit changed', { signature: (right) => right.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A')) });
  await refused('an empty signature', { signature: () => '' });
  await refused('no signature at all', { signature: () => null });
  await refused('a key that nobody gave us', { keyId: `${party.ourKeyId}-other` });
  await refused('a clock 310 s behind', { skew_s: -310 });
  await refused('a clock 310 s ahead', { skew_s: 310 });
  await refused('another body than was signed', { body: JSON.stringify({ order_no: 'ANOTHER1' }) });
  await refused('a signature for another operation', { signedFor: 'statement' });
  await refused('a nonce that is too short', { nonce: 'abc' });
  await refused('a body that is not of the protocol', {}, 400, 'fulfil');
  await refused('an operation that does not exist', {}, 404, 'nothing');
  await report.check(PART, 'a request played again', 'HTTP 401 (optional)', async () => {
    const [again, spoilt] = [content(), { nonce: randomBytes(16).toString('hex') }];
    await sendTo(party, 'query', again, spoilt);
    if ((await sendTo(party, 'query', again, spoilt)).status === 200)
      throw new NotApplicable('is answered again, which is allowed: every operation may be repeated');
  });
}
