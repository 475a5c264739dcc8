import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import type { Offers } from '../../contract/routes';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { Card, Cell, Tile } from '../../ui';
import type { TopupService } from '.';
import type { Account } from './account';
import './holder.scss';

interface Props {
  readonly service: TopupService;
  readonly account: Account;
  readonly offers: Offers;
}

/** Whose number it is, as its agency says: what keeps money from a stranger's phone. */
export function Holder({ service, account, offers: { subject, facts } }: Props): ReactNode {
  const t = useText();
  const w = useWords(topup);
  const about = facts.map(({ value }) => value[t.language]).join(' · ');
  const tile = <Tile icon={service.icon} category={service.category} />;
  // A typed number stands in its field already, and whose one's own is needs no telling.
  if ('typed' in account)
    return (
      <Card>
        <Cell lead={tile} name={subject.holder ? `${w.holder} ${subject.holder}` : w.untold} note={about} />
        <View className="holder-note">{subject.holder ? w.careful : w.carefulUntold}</View>
      </Card>
    );
  return (
    <Card>
      <Cell
        lead={tile}
        name={subject.account.replace(/ /g, '\u00a0')}
        note={about}
        side={
          subject.holder && (
            <View className="holder">
              <View className="holder-label">{w.holder}</View>
              <View className="holder-name">{subject.holder}</View>
            </View>
          )
        }
      />
      {'saved' in account && subject.holder && <View className="holder-note">{w.careful}</View>}
    </Card>
  );
}
