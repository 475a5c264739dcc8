import { View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { askToSignIn, useCall, useSignedIn } from '../../api';
import { Problem } from '../../contract/problem';
import type { ServiceManifest, Words } from '../../contract/service';
import { servicePath } from '../../services';
import { askConsent } from '../../state/consent';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { Button, Failure, Notice, openSandbox, Page } from '../../ui';
import { digitsOnly, savedFor } from '../account/account';
import { readDraft, writeDraft } from '../account/draft';
import { readParam } from '../order';
import { type Account, asDraft, fromDraft, usual } from './account';
import { Buy } from './buy';
import { NumberField } from './number-field';
import { People } from './people';
import './index.scss';

/** A service that credits an amount to a number: its manifest says what number. */
export type TopupService = ServiceManifest & Required<Pick<ServiceManifest, 'account'>>;

interface Props {
  readonly service: TopupService;
  /** what there is to know before a number is typed */
  readonly note: Words;
  /** what the first digits of a number say already while it is typed; null when nothing */
  recognise(digits: string): Words | null;
}

/** All screens of a top-up: whose number, how much, pay. A service's page is this, its manifest, and what its numbers say. */
export function TopupFlow({ service, note, recognise }: Props): ReactNode {
  const t = useText();
  const w = useWords(topup);
  const { params } = useRouter<{ account?: string; draft?: string }>();
  const { digits } = service.account;
  const signedIn = useSignedIn();
  const catalogue = useCall('catalogue', {});
  const accounts = useCall('accounts', {}, { when: signedIn });
  const [given] = useState(() => fromDraft(readParam(params.account) || readDraft(service.id), digits));
  const [typed, setTyped] = useState(given.typed);
  const [chosen, setChosen] = useState<Account | null>(given.account);
  // Whoever wants another number than the usual one must not get it back.
  const [other, setOther] = useState(false);
  const [face, setFace] = useState<string | null>(null);
  const [missing, setMissing] = useState('');
  const [wrong, setWrong] = useState<Problem | null>(null);

  const saved = signedIn ? savedFor(service.id, accounts.data?.accounts ?? []) : [];
  const own = signedIn ? (accounts.data?.own ?? null) : null;
  const whole = typed.length === digits ? { typed } : null;
  const account = chosen ?? whole ?? (typed || other ? null : usual(own, saved));
  const title = service.title[t.language];

  const type = (value: string): void => {
    setTyped(value);
    setChosen(null);
    setOther(true);
    setFace(null);
    setMissing('');
    setWrong(null);
    writeDraft(service.id, value);
  };
  const choose = (one: Account | null): void => {
    setTyped('');
    setChosen(one);
    setOther(true);
    setFace(null);
    setMissing('');
    setWrong(null);
    writeDraft(service.id, one ? asDraft(one) : '');
  };
  const next = async (): Promise<void> => {
    if (!whole) {
      setMissing(typed ? w.tooShort(digits - typed.length) : w.empty);
      return;
    }
    if (!(await askConsent())) return;
    writeDraft(service.id, typed);
    if (!signedIn) await askToSignIn(servicePath(service)).catch(() => undefined);
  };

  const paused = catalogue.data?.services.find(({ id, open }) => id === service.id && !open);
  if (paused) {
    return (
      <Page title={title}>
        <Failure
          whole
          problem={
            new Problem('service_paused', { ...(paused.opens_at && { until: paused.opens_at }), ...(paused.notice && { notice: paused.notice }) })
          }
          onAgain={catalogue.again}
        />
      </Page>
    );
  }

  const sandbox = catalogue.data?.simulation?.url;
  const known = wrong ? null : account;
  const head = (
    <>
      {(own || saved.length > 0) && <People own={own} saved={saved} chosen={account} typing={!account || 'typed' in account} onChoose={choose} />}
      {(!account || 'typed' in account || wrong) && (
        <NumberField
          digits={digits}
          typed={typed}
          known={known && signedIn ? null : recognise(typed)}
          error={wrong ? (wrong.code === 'account_unknown' ? w.unknown : w.malformed(digits)) : missing || undefined}
          onType={(value) => type(digitsOnly(value, digits))}
          onDone={() => void next()}
        />
      )}
    </>
  );
  const foot = sandbox && (
    <Notice
      icon="flask-conical"
      text={w.sandbox}
      action={{ id: 'open-sandbox', label: t.common.sandboxLink, onPress: () => void openSandbox(sandbox) }}
    />
  );

  if (!known || !signedIn) {
    return (
      <Page title={title}>
        {head}
        {!wrong && !(signedIn && accounts.waiting) && <Button id="account-next" wide label={w.next} onPress={() => void next()} />}
        {!typed && <View className="topup-note">{note[t.language]}</View>}
        {foot}
      </Page>
    );
  }
  return (
    <Buy
      key={asDraft(known)}
      service={service}
      account={known}
      head={head}
      foot={foot}
      chosen={face}
      onChoose={setFace}
      onSaved={(id) => {
        setTyped('');
        setChosen({ saved: id });
        writeDraft(service.id, asDraft({ saved: id }));
      }}
      onWrong={setWrong}
      onOrdered={(paid) => writeDraft(service.id, asDraft(paid))}
    />
  );
}
