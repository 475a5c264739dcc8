import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import type { Lookup } from '../../contract/routes';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { Button, Card, Cell, Tile } from '../../ui';
import type { BillService } from '.';

interface AccountCardProps {
  readonly service: BillService;
  readonly data: Lookup;
  onChange(): void;
}

/** Whose bills these are, masked, and the way to another account. */
export function AccountCard({ service, data: { subject }, onChange }: AccountCardProps): ReactNode {
  const t = useText();
  const w = useWords(bill);
  const number = `${service.account.label[t.language]} ${subject.account}`;
  return (
    <Card>
      <Cell
        lead={<Tile icon={service.icon} category={service.category} />}
        name={[subject.nickname, subject.holder].filter(Boolean).join(' ') || service.title[t.language]}
        note={number}
        side={<Button id="change-account" kind="text" label={w.change} onPress={onChange} />}
      />
    </Card>
  );
}

/** Questions on a bill go to people. */
export function AskHotline(): ReactNode {
  const w = useWords(bill);
  return (
    <Card>
      <Cell
        id="ask-hotline"
        lead="circle-question-mark"
        name={w.hotline}
        value={w.hotlineNote}
        plain
        chevron
        onPress={() => {
          Taro.makePhoneCall({ phoneNumber: '12345' }).catch(() => undefined);
        }}
      />
    </Card>
  );
}
