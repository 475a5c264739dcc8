import { randomFrom } from '../support/random';
import type { Books } from './books';
import { type Clock, playHistory } from './history';
import type { Outside } from './outside';

const BEGIN_MS = Date.UTC(2027, 0, 1);

/** The bytes of one history of a run: `seed` and its place in line give them, so that any one can be played alone. */
export function tapeOf(seed: number, index: number): Uint8Array {
  const random = randomFrom(Math.imul(seed, 1_000_003) + index);
  return Uint8Array.from({ length: 20 + Math.floor(random() * 230) }, () => Math.floor(random() * 256));
}

export interface Found {
  readonly index: number;
  readonly broken: readonly string[];
  readonly story: readonly string[];
}

/**
 * Plays the histories `from` … `to` of a seed until one breaks a promise, which is then made as short as it still breaks.
 * @param prepare makes one history's books
 */
export async function playMany(
  seed: number,
  from: number,
  to: number,
  prepare: (clock: Clock) => Promise<(outside: Outside) => Books>,
  options: { atOnce?: boolean; clock?: Clock } = {},
): Promise<Found | null> {
  const clock = options.clock ?? { ms: BEGIN_MS };
  const play = async (bytes: Uint8Array, tell = false) => {
    if (!options.clock) clock.ms = BEGIN_MS;
    try {
      return await playHistory(bytes, clock, await prepare(clock), { ...options, tell });
    } catch (error) {
      return { broken: [String((error as Error).stack)], story: [] };
    }
  };
  for (let index = from; index < to; index++) {
    let bytes = tapeOf(seed, index);
    if ((await play(bytes)).broken.length === 0) continue;
    for (let length = 1; length < bytes.length; length++) {
      const shorter = bytes.slice(0, length);
      if ((await play(shorter)).broken.length > 0) bytes = shorter;
    }
    return { index, ...(await play(bytes, true)) };
  }
  return null;
}
