import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RawNotice } from '../../server/channels/channel';
import { type Reader, readerOf, runMutations } from './run';
import { type Bag, makeBags } from './samples';

const COUNT = 20_000;
let home: string;
let bags: Bag[];
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'mutate-'));
  bags = await makeBags(home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const bagOf = (channel: string) => bags.find((bag) => bag.channel === channel) as Bag;

describe.each(['wechat', 'alipay', 'unionpay'])('notices of %s', (channel) => {
  it(`changed in ${COUNT} ways are refused, unless signature and signed content are the same`, async () => {
    const { count, wrong, examples, identical, refused } = await runMutations(bagOf(channel), COUNT, 20261123);
    expect({ count, wrong, examples }).toEqual({ count: COUNT, wrong: 0, examples: [] });
    // The changes reach what they should: most break the signature, some only the spelling.
    expect(refused.signature).toBeGreaterThan(COUNT / 10);
    expect(identical).toBeGreaterThan(0);
  }, 120_000);

  it('are found to be accepted by a verifier that looks at the beginning of the signature only', async () => {
    const bag = bagOf(channel);
    const { wrong } = await runMutations(bag, 3000, 7, lenient(bag));
    expect(wrong).toBeGreaterThan(0);
  }, 60_000);
});

/** Takes any message whose signature begins like an original's for that original. */
function lenient(bag: Bag): Reader {
  const real = readerOf(bag);
  const beginning = (raw: RawNotice) => {
    const form = new URLSearchParams(raw.body.toString());
    return (raw.headers['wechatpay-signature'] ?? form.get('sign') ?? form.get('signature') ?? '').slice(0, 16);
  };
  const originals = bag.samples.map(({ headers, body }): RawNotice => ({ headers, body: Buffer.from(body) }));
  return (raw) => real(originals.find((one) => beginning(one) !== '' && beginning(one) === beginning(raw)) ?? raw);
}
