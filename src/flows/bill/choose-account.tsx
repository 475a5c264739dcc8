import { View } from '@tarojs/components';
import { type ReactNode, useState } from 'react';
import { useCall, useSignedIn } from '../../api';
import { Problem } from '../../contract/problem';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import { Button, Card, Cell, Failure, Field, Notice, openSandbox, Page, SectionTitle, Tile } from '../../ui';
import { type Account, savedFor } from '../account/account';
import type { BillService } from '.';
import { BillPaper } from './bill-paper';
import './choose-account.scss';

interface Props {
  readonly service: BillService;
  readonly typed: string;
  /** why the last number did not lead to bills */
  readonly wrong: Problem | null;
  onType(digits: string): void;
  onOpen(account: Account): void;
}

/** Saved accounts first; else one field, and a picture of where its number stands. */
export function ChooseAccount({ service, typed, wrong, onType, onOpen }: Props): ReactNode {
  const t = useText();
  const w = useWords(bill);
  const signedIn = useSignedIn();
  const accounts = useCall('accounts', {}, { when: signedIn });
  const catalogue = useCall('catalogue', {});
  const [missing, setMissing] = useState('');
  const { digits, label } = service.account;
  const name = label[t.language];
  const saved = signedIn ? savedFor(service.id, accounts.data?.accounts ?? []) : [];
  const sandbox = catalogue.data?.simulation?.url;

  const next = (): void => {
    if (typed.length === digits) onOpen({ typed });
    else setMissing(typed ? w.tooShort(name, digits, typed.length) : w.empty(name));
  };

  const paused = catalogue.data?.services.find(({ id, open }) => id === service.id && !open);
  if (paused) {
    return (
      <Page title={service.title[t.language]}>
        <Failure whole problem={new Problem('service_paused', paused.opens_at ? { until: paused.opens_at } : {})} onAgain={catalogue.again} />
      </Page>
    );
  }

  return (
    <Page title={service.title[t.language]}>
      {saved.length > 0 && (
        <>
          <SectionTitle name={w.savedTitle} />
          <Card>
            {saved.map((one) => (
              <Cell
                key={one.id}
                id={`saved-${one.id}`}
                lead={<Tile icon={service.icon} category={service.category} />}
                name={one.nickname ?? one.account}
                note={one.nickname ? `${name} ${one.account}` : undefined}
                chevron
                onPress={() => onOpen({ saved: one.id })}
              />
            ))}
          </Card>
          <SectionTitle name={w.otherTitle} />
        </>
      )}
      <View className="bill-account">
        <Field
          id="account-input"
          kind="digits"
          label={`${service.payee[t.language]} · ${name}`}
          value={typed}
          max={digits}
          hint={w.count(digits, typed.length)}
          error={wrong ? problemWords(wrong.code, { digits, ...wrong.facts }, t.language) : missing || undefined}
          onChange={(value) => {
            setMissing('');
            onType(value);
          }}
          onDone={next}
        />
        <Button id="account-next" wide label={w.next} onPress={next} />
      </View>
      <Card padded>
        <BillPaper payee={service.payee[t.language]} label={name} digits={digits} />
      </Card>
      {sandbox && (
        <Notice
          icon="flask-conical"
          text={w.sandbox}
          action={{ id: 'open-sandbox', label: t.common.sandboxLink, onPress: () => void openSandbox(sandbox) }}
        />
      )}
    </Page>
  );
}
