import type { Notice, RawNotice } from '../../server/channels/channel';
import { identityOf } from './identity';
import { mutate } from './mutations';
import { Random } from './random';
import { adapterOf, type Bag, rawOf } from './samples';

export interface Outcome {
  readonly count: number;
  /** refused, by why */
  readonly refused: Readonly<Record<string, number>>;
  /** accepted, with signature and signed content of an original */
  readonly identical: number;
  /** accepted though signature, content or what was understood is no original's; the first few as text */
  readonly wrong: number;
  readonly examples: readonly string[];
}

export type Reader = (raw: RawNotice) => Promise<Notice>;

/**
 * Changes signed messages `count` times and has the gateway's adapter read each.
 * @param read stands in for the adapter, to see that a broken one is found
 * @throws when an untouched notice is refused, or an untouched answer is taken for one
 */
export async function runMutations(bag: Bag, count: number, seed: number, read: Reader = readerOf(bag)): Promise<Outcome> {
  const random = new Random(seed);
  const originals = new Map<string, string>();
  for (const sample of bag.samples) {
    const raw = rawOf(sample);
    const notice = await read(raw);
    if ((notice.is === 'rejected') !== sample.isAnswer)
      throw new Error(`an untouched ${sample.isAnswer ? 'answer' : 'notice'} was read as ${JSON.stringify(notice)}`);
    if (!sample.isAnswer) originals.set(identityOf(bag.channel, raw), JSON.stringify(notice));
  }
  const refused: Record<string, number> = {};
  const examples: string[] = [];
  let [identical, wrong] = [0, 0];
  for (let i = 0; i < count; i++) {
    const changed = mutate(bag.channel, random.pick(bag.samples), random.pick(bag.samples), random);
    const notice = await read(changed);
    if (notice.is === 'rejected') refused[notice.why] = (refused[notice.why] ?? 0) + 1;
    else if (originals.get(identityOf(bag.channel, changed)) === JSON.stringify(notice)) identical += 1;
    else {
      wrong += 1;
      if (examples.length < 3)
        examples.push(`case ${i}: ${JSON.stringify({ notice, headers: changed.headers, body: changed.body.toString('latin1') })}`);
    }
  }
  return { count, refused, identical, wrong, examples };
}

export function readerOf(bag: Bag): Reader {
  const adapter = adapterOf(bag);
  return (raw) => adapter.readNotice(raw);
}
