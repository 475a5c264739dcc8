import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Fen } from '../../contract/money';
import { showFen } from '../../contract/money';
import type { Quote } from '../../contract/order';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { Amount, Button, Fact, Sheet } from '../../ui';
import './price-changed.scss';

interface Props {
  readonly quote: Quote | null;
  readonly before: Fen | null;
  readonly agency: string;
  readonly busy: boolean;
  /** said instead of what is said of bills */
  readonly words?: Pick<(typeof bill)['zh'], 'changedNote' | 'changedGo' | 'changedNo'>;
  onAccept(): void;
  onDecline(): void;
}

/** The agency now asks for another amount than was on screen: nothing goes on without a second yes. */
export function PriceChanged({ quote, before, agency, busy, words, onAccept, onDecline }: Props): ReactNode {
  const w = { ...useWords(bill), ...words };
  return (
    <Sheet
      open={quote !== null}
      title={w.changedTitle}
      foot={
        <>
          <Button id="price-changed-decline" kind="line" label={w.changedNo} disabled={busy} onPress={onDecline} />
          <Button id="price-changed-confirm" label={w.changedGo} busy={busy && w.confirmBusy} onPress={onAccept} />
        </>
      }
    >
      <View className="price-changed-note">{w.changedNote(agency)}</View>
      {quote && (
        <>
          <View className="price-changed-now">
            <View className="price-changed-label">{w.changedTo}</View>
            <Amount fen={quote.amount_fen} size="hero" />
          </View>
          {before !== null && <Fact label={w.changedFrom} value={showFen(before)} />}
        </>
      )}
    </Sheet>
  );
}
