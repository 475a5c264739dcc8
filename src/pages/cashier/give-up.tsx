import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { useAct } from '../../api';
import type { OrderView } from '../../contract/order';
import { saysOf } from '../../flows/order';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { cashier } from '../../text/words/cashier';
import { Button, Press, Sheet } from '../../ui';
import './give-up.scss';

interface Props {
  readonly orders: readonly OrderView[];
  readonly disabled: boolean;
}

/** The way out: asked once more, and it says that nothing was charged. */
export function GiveUp({ orders, disabled }: Props): ReactNode {
  const t = useText();
  const w = useWords(cashier);
  const [open, setOpen] = useState(false);
  const says = saysOf(w, orders[0]);
  const act = useAct('cancelOrder', ['order', 'orders', 'choices']);

  const giveUp = async (): Promise<void> => {
    for (const { id } of orders) if (!(await act.run({ id }))) return;
    setOpen(false);
    if (Taro.getCurrentPages().length > 1) await Taro.navigateBack();
    else await Taro.switchTab({ url: '/pages/home/index' });
    await Taro.showToast({ title: w.givenUp, icon: 'none' });
  };

  return (
    <>
      <Press
        id="give-up"
        className="give-up"
        disabled={disabled}
        onPress={() => {
          act.clear();
          setOpen(true);
        }}
      >
        {w.giveUp}
      </Press>
      <Sheet
        open={open}
        title={w.giveUpTitle}
        onClose={() => setOpen(false)}
        foot={
          <>
            <Button id="give-up-confirm" kind="line" label={w.giveUpGo} busy={act.busy && w.giveUpBusy} onPress={() => void giveUp()} />
            <Button id="give-up-keep" label={w.giveUpKeep} onPress={() => setOpen(false)} />
          </>
        }
      >
        <View className="give-up-note">{act.problem ? problemWords(act.problem.code, act.problem.facts, t.language) : says.giveUpNote}</View>
      </Sheet>
    </>
  );
}
