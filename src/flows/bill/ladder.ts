import type { TariffTier, Usage } from '../../contract/bill';

/** The last tier has no end; it is drawn as this part of the whole. */
const OPEN_PART = 20;

/** One step of the drawn ladder, all in percent of its width. */
export interface Step {
  readonly tier: number;
  /** width of the step */
  readonly width: number;
  /** how much of the step this year's use has filled */
  readonly filled: number;
}

export interface Ladder {
  readonly steps: readonly Step[];
  /** where this year's use stands, percent of the whole */
  readonly mark: number;
}

/** Lays the tiers side by side, as wide as they are long, and marks this year's use on them. */
export function ladderOf(tiers: readonly TariffTier[], year_quantity: number): Ladder {
  const ends = tiers.flatMap(({ upto }) => (upto === null ? [] : [upto]));
  const top = ends[ends.length - 1] ?? 0;
  const open = tiers.some(({ upto }) => upto === null);
  const closedPart = top === 0 ? 0 : open ? 100 - OPEN_PART : 100;
  let from = 0;
  let mark = 0;
  const steps = tiers.map(({ upto }, index) => {
    const width = upto === null ? 100 - closedPart : ((upto - from) / top) * closedPart;
    const part = upto === null ? openShare(year_quantity - top, top) : Math.min(1, Math.max(0, (year_quantity - from) / (upto - from)));
    from = upto ?? from;
    mark += width * part;
    return { tier: index + 1, width: round(width), filled: round(part * 100) };
  });
  return { steps, mark: round(mark) };
}

/** Without an end there is no scale: the more is used, the nearer to the edge, never reaching it. */
function openShare(over: number, top: number): number {
  return over <= 0 ? 0 : over / (over + Math.max(top, 1) / 4);
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The highest tier that this bill reaches; 0 when it tells none. */
export function highestTier(usage: Usage | undefined): number {
  return (usage?.shares ?? []).reduce((highest, { tier }) => Math.max(highest, tier), 0);
}
