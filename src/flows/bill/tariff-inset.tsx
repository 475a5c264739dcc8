import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Usage } from '../../contract/bill';
import { type Fen, showFen } from '../../contract/money';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { showUsage } from '../../text/format';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { cx, Inset } from '../../ui';
import { highestTier, ladderOf } from './ladder';
import './tariff-inset.scss';

interface Props {
  readonly usage: Usage;
  readonly late_fee_fen: Fen;
  readonly note: string | undefined;
  readonly month: string;
}

/** The mark's words are wider than the mark; kept this far from the edges, percent. */
const MARK_EDGE = 16;

/** How a bill came about: one sentence, the ladder with this year's use on it, the multiplication. */
export function TariffInset({ usage, late_fee_fen, note, month }: Props): ReactNode {
  const t = useText();
  const w = useWords(bill);
  // A figure and its unit stay on one line.
  const show = (quantity: number): string => showUsage(quantity, usage.unit, t.language).replace(' ', '\u00a0');
  const unit = show(0).slice(2);
  const { steps, mark } = ladderOf(usage.tiers, usage.year_quantity);
  const tier = highestTier(usage);
  return (
    <Inset>
      <View className="tariff-words" {...aria({ label: `${w.explainMonth(month)} ${sentence()}` })}>
        <View className="tariff-question">{tier > 1 ? w.why : w.how}</View>
        <View className="tariff-sentence">{sentence()}</View>
      </View>
      {steps.length > 1 && (
        <View {...aria({ hidden: true })}>
          <View className="ladder">
            <View
              className={cx('ladder-mark', tier > 1 && 'ladder-mark-above')}
              style={{ left: `${Math.min(100 - MARK_EDGE, Math.max(MARK_EDGE, mark))}%` }}
            >
              {w.yearMark(show(usage.year_quantity))}
            </View>
            <View className={cx('ladder-pin', tier > 1 && 'ladder-pin-above')} style={{ left: `${mark}%` }} />
            {steps.map((step) => (
              <View
                key={step.tier}
                className={cx('ladder-step', step.tier > 1 && step.filled > 0 && 'ladder-step-above')}
                style={{ width: `${step.width}%` }}
              >
                <View className={cx('ladder-filled', step.tier > 1 && 'ladder-filled-above')} style={{ width: `${step.filled}%` }} />
              </View>
            ))}
          </View>
          <View className="ladder-names">
            {steps.map((step, index) => {
              const price = showFen(usage.tiers[index]?.price_fen ?? late_fee_fen);
              return (
                <View key={step.tier} className="ladder-name" style={{ width: `${step.width}%` }}>
                  <View>{w.tier(step.tier)}</View>
                  <View>{index === 0 ? w.each(price, unit) : price}</View>
                </View>
              );
            })}
          </View>
        </View>
      )}
      {usage.shares.map((share) => (
        <View key={share.tier} className="tariff-row">
          <View>{w.times(w.tier(share.tier), show(share.quantity), showFen(share.price_fen))}</View>
          <View className="tariff-sum">{showFen(share.amount_fen)}</View>
        </View>
      ))}
      {late_fee_fen > 0 && (
        <View className="tariff-row">
          <View>{w.fee}</View>
          <View className="tariff-sum">{showFen(late_fee_fen)}</View>
        </View>
      )}
      {note && <View className="tariff-note">{note}</View>}
    </Inset>
  );

  function sentence(): string {
    const below = usage.tiers[tier - 2]?.upto;
    if (tier > 1 && below !== null && below !== undefined) {
      const part = usage.shares.find((share) => share.tier === tier)?.quantity ?? 0;
      return w.partAbove(show(below), show(part), tier);
    }
    const bound = usage.tiers[0]?.upto;
    return bound === null || bound === undefined ? w.onePrice(show(usage.year_quantity)) : w.inFirst(show(usage.year_quantity), show(bound));
  }
}
