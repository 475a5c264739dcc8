import { type ReactNode, useEffect } from 'react';
import { call, useCall } from '../../api';
import type { Problem } from '../../contract/problem';
import { servicePath } from '../../services';
import { useText } from '../../text';
import { problemWords } from '../../text/problems';
import { useWords } from '../../text/use-words';
import { topup } from '../../text/words/topup';
import { BottomBar, Button, Card, Empty, Failure, Page, Skeleton } from '../../ui';
import { Said } from '../order';
import { PriceChanged } from '../quote/price-changed';
import { useConfirm } from '../quote/use-confirm';
import type { TopupService } from '.';
import type { Account } from './account';
import { Faces } from './faces';
import { Holder } from './holder';
import { SaveNumber } from './save-number';

interface Props {
  readonly service: TopupService;
  readonly account: Account;
  /** whose number it is, above everything */
  readonly head: ReactNode;
  readonly foot: ReactNode;
  /** key of the face that is chosen */
  readonly chosen: string | null;
  onChoose(face: string | null): void;
  onSaved(id: string): void;
  /** the number is not one that can be topped up */
  onWrong(problem: Problem): void;
  onOrdered(account: Account): void;
}

/** What a number can be credited with, each face with its price, and the one button that leads to the cashier. */
export function Buy({ service, account, head, foot, chosen, onChoose, onSaved, onWrong, onOrdered }: Props): ReactNode {
  const t = useText();
  const w = useWords(topup);
  const offers = useCall('offers', { service: service.id, account, selection: {} }, { freshMs: 0 });
  const { data, problem } = offers;
  const title = service.title[t.language];
  // Once the number is saved the order should bear its name.
  const payer: Account = data?.saved ? { saved: data.saved } : account;
  const act = useConfirm({
    here: servicePath(service),
    onStale: offers.again,
    onOrdered: () => {
      // Back on this page nothing stands chosen: a second tap must not buy it again.
      onChoose(null);
      onOrdered(payer);
    },
  });

  const wrong = problem && WRONG.has(problem.code) ? problem : null;
  useEffect(() => {
    if (wrong) onWrong(wrong);
  }, [wrong, onWrong]);

  const face = data?.choices.find((one) => one.key === chosen && one.left !== 0);
  const part = data?.part;
  const carrier = data?.facts[0]?.value[t.language] ?? service.payee[t.language];

  if (!data || problem?.code === 'agency_resting') {
    return (
      <Page title={title}>
        {head}
        <Card>
          {offers.waiting || !problem ? (
            <Skeleton rows={3} asking={w.asking(service.payee[t.language])} />
          ) : problem.code === 'agency_resting' ? (
            <Empty
              art="teacup"
              title={w.restTitle}
              text={problemWords(problem.code, problem.facts, t.language)}
              action={{ id: 'again', label: w.again, onPress: offers.again }}
            />
          ) : problem.code === 'agency_unavailable' ? (
            <Empty art="panda" title={w.downTitle} text={w.downNote} action={{ id: 'again', label: w.again, onPress: offers.again }} />
          ) : (
            <Failure problem={problem} onAgain={offers.again} />
          )}
        </Card>
        {foot}
      </Page>
    );
  }

  const confirm = (): void => {
    if (!face?.amount_fen || !part) return;
    void act.confirm(() => call('quote', { service: service.id, account: payer, selection: { [part]: face.key } }), face.amount_fen);
  };
  const strip = act.problem && <Said failed text={problemWords(act.problem.code, act.problem.facts, t.language)} />;
  return (
    <Page
      title={title}
      bottom={
        face?.amount_fen ? (
          <BottomBar fen={face.amount_fen} note={act.busy ? w.confirming(carrier) : w.gets(face.title[t.language])} strip={strip}>
            <Button id="confirm-topup" label={w.confirm} busy={act.busy && w.confirmBusy} onPress={confirm} />
          </BottomBar>
        ) : (
          <BottomBar strip={strip}>
            <Button id="confirm-topup" label={w.chooseFace} disabled onPress={confirm} />
          </BottomBar>
        )
      }
    >
      {head}
      <Holder service={service} account={account} offers={data} />
      <Faces
        choices={data.choices}
        chosen={face?.key ?? null}
        onChoose={(one) => {
          act.clear();
          onChoose(one);
        }}
      />
      <SaveNumber service={service} account={account} offers={data} onSaved={onSaved} />
      {foot}
      <PriceChanged
        quote={act.changed}
        before={face?.amount_fen ?? null}
        agency={carrier}
        busy={act.busy}
        words={w.changed}
        onAccept={() => void act.accept()}
        onDecline={act.decline}
      />
    </Page>
  );
}

const WRONG: ReadonlySet<Problem['code']> = new Set(['account_unknown', 'account_malformed', 'not_found']);
