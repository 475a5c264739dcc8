import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { useWords } from '../../text/use-words';
import { receipt } from '../../text/words/receipt';
import { Button, Sheet } from '../../ui';
import './how.scss';

interface Props {
  readonly open: boolean;
  onClose(): void;
  onCopy(): void;
}

/** 怎么验: in three steps, the last of which needs no network. */
export function HowToVerify({ open, onClose, onCopy }: Props): ReactNode {
  const w = useWords(receipt);
  return (
    <Sheet open={open} title={w.howTitle} onClose={onClose} foot={<Button id="copy-code" kind="line" label={w.copyCode} onPress={onCopy} />}>
      {w.steps.map((step, index) => (
        <View key={step} className="how-step">
          <View className="how-count">{String(index + 1)}</View>
          <View className="how-text">{step}</View>
        </View>
      ))}
    </Sheet>
  );
}
