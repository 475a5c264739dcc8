import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { queries, queryKey, useAct } from '../../api';
import { type Fen, fen, showFen } from '../../contract/money';
import { useText } from '../../text';
import { midSentence, showMoment } from '../../text/format';
import { problemWords, refusalWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { Amount, Button, Card, Cell, Fact, Sheet } from '../../ui';
import { Said } from '../order';
import type { BookingOrder } from './past';
import './cancel.scss';

interface Props {
  readonly order: BookingOrder;
  readonly now: number;
  /** the order is to be asked for again */
  onChanged(): void;
}

/** Gives a booking back: the fee first, as the gateway says it now, then a second yes. Nobody pays a fee that was not shown. */
export function CancelBooking({ order, now, onChanged }: Props): ReactNode {
  const t = useText();
  const w = useWords(booking);
  const [open, setOpen] = useState(false);
  const act = useAct('cancelOrder', ['orders', 'choices']);
  const { cancel, cancellation, amount_fen } = order;
  const refused = cancellation?.state === 'refused' && cancellation.why ? cancellation.why : null;
  if (!cancel) return refused ? <Said failed text={w.notCancelled(refusalWords(refused, t.language))} /> : null;

  // A fee that changed while the sheet was open is told with the refusal; the order's own answer may come later.
  const told = act.problem?.code === 'fee_changed' ? act.problem.facts.amount_fen : undefined;
  const fee: Fen = told === undefined ? cancel.fee_fen : fen(told);
  const untilWords = (time: string): string => (fee ? w.feeUntil(time, showFen(fee)) : w.freeUntil(time));
  const show = (): void => {
    act.clear();
    onChanged();
    setOpen(true);
  };
  const giveBack = async (): Promise<void> => {
    const after = await act.run({ id: order.id, fee_fen: fee });
    if (after) {
      queries.setQueryData(queryKey('order', { id: order.id }), after);
      setOpen(false);
    }
    onChanged();
  };

  return (
    <>
      {refused && <Said failed text={w.notCancelled(refusalWords(refused, t.language))} />}
      <Card>
        <Cell
          id="cancel-booking"
          lead="undo-2"
          name={w.cancel}
          value={cancel.fee_fen ? w.cancelFee(showFen(cancel.fee_fen)) : w.cancelFree}
          plain
          chevron
          onPress={show}
        />
      </Card>
      <Sheet
        open={open}
        title={w.cancelTitle}
        onClose={() => setOpen(false)}
        foot={
          <>
            <Button id="cancel-confirm" kind="line" label={w.cancelGo} busy={act.busy && w.cancelBusy} onPress={() => void giveBack()} />
            <Button id="cancel-keep" label={w.keep} onPress={() => setOpen(false)} />
          </>
        }
      >
        <View className="cancel-note">{w.cancelNote}</View>
        <View className="cancel-back">
          <View className="cancel-label">{w.back}</View>
          <Amount fen={fen(amount_fen - fee)} size="hero" plus />
        </View>
        <Fact label={w.fee} value={showFen(fee)} />
        {cancel.until && told === undefined && (
          <View className="cancel-until">{untilWords(midSentence(showMoment(cancel.until, now, t.language)))}</View>
        )}
        {act.problem && <Said failed text={problemWords(act.problem.code, act.problem.facts, t.language)} />}
      </Sheet>
    </>
  );
}
