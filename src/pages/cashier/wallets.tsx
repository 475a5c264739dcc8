import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { ChannelId } from '../../contract/order';
import { aria } from '../../platform/aria';
import { inside } from '../../platform/inside';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { cashier } from '../../text/words/cashier';
import { Card, Icon, RadioRow, SectionTitle } from '../../ui';
import './wallets.scss';

interface Props {
  readonly offered: readonly ChannelId[];
  readonly chosen: ChannelId | undefined;
  readonly disabled: boolean;
  onChoose(channel: ChannelId): void;
}

/** The wallets that can open here; under each how it opens. */
export function Wallets({ offered, chosen, disabled, onChoose }: Props): ReactNode {
  const t = useText();
  const w = useWords(cashier);
  const opens = inside === 'browser' ? w.outside : w.inside;
  return (
    <>
      <SectionTitle name={w.walletsTitle} />
      <Card>
        {offered.map((channel) => (
          <RadioRow
            key={channel}
            id={`wallet-${channel}`}
            lead={<View className={`wallet wallet-${channel}`} {...aria({ hidden: true })} />}
            name={t.common.channels[channel]}
            note={opens[channel]}
            checked={channel === chosen}
            disabled={disabled}
            onPress={() => onChoose(channel)}
          />
        ))}
      </Card>
    </>
  );
}

/** What happens when the agency does not take the money. */
export function Assurance({ text }: { readonly text: string }): ReactNode {
  return (
    <View className="assurance">
      <Icon name="shield-check" className="assurance-icon" />
      <View>{text}</View>
    </View>
  );
}
