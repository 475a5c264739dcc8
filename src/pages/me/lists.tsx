import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import type { ReactNode } from 'react';
import { type Act, useAct, useCall } from '../../api';
import type { SavedAccount, SessionView } from '../../contract/routes';
import { findService } from '../../services';
import { textNow, useText } from '../../text';
import { showMoment } from '../../text/format';
import { problemWords } from '../../text/problems';
import { Card, Cell, Failure, Icon, Press, SectionTitle, Skeleton, Tile } from '../../ui';

/** Asks before something is removed. @returns whether the citizen agreed. */
async function sure(title: string, content: string): Promise<boolean> {
  const { common } = textNow();
  const { confirm } = await Taro.showModal({ title, content, cancelText: common.cancel, confirmText: common.yes });
  return confirm;
}

const say = ({ problem }: Pick<Act<'removeAccount'>, 'problem'>, language: 'zh' | 'en'): string | undefined =>
  problem ? problemWords(problem.code, problem.facts, language) : undefined;

/** 户号 and the like that were saved; each can be removed. */
export function Accounts(): ReactNode {
  const t = useText();
  const accounts = useCall('accounts', {});
  const remove = useAct('removeAccount', ['accounts']);
  const nameOf = (account: SavedAccount): string =>
    t.common.join(findService(account.service)?.title[t.language] ?? account.service, account.nickname ?? account.account);
  const list = accounts.data?.accounts;
  const failed = say(remove, t.language);
  return (
    <>
      <SectionTitle name={t.me.accounts} />
      <Card>
        {accounts.waiting && <Skeleton rows={2} />}
        {!list && accounts.problem && <Failure problem={accounts.problem} onAgain={accounts.again} />}
        {list?.length === 0 && <View className="me-none">{t.me.noAccounts}</View>}
        {list?.map((account) => {
          const service = findService(account.service);
          return (
            <Cell
              key={account.id}
              lead={<Tile icon={service?.icon ?? 'receipt-text'} category={service?.category ?? 'everyday'} />}
              name={nameOf(account)}
              note={account.nickname ? account.account : undefined}
              side={
                <Press
                  id={`remove-${account.id}`}
                  className="me-remove"
                  label={`${t.common.remove} ${nameOf(account)}`}
                  disabled={remove.busy}
                  onPress={() =>
                    void sure(t.common.remove, t.me.removeAsk(nameOf(account))).then((yes) => (yes ? remove.run({ id: account.id }) : undefined))
                  }
                >
                  <Icon name="trash" />
                </Press>
              }
            />
          );
        })}
        {failed && <View className="me-none">{failed}</View>}
      </Card>
    </>
  );
}

/** Devices that are signed in; any other can be signed out from here. */
export function Sessions(): ReactNode {
  const t = useText();
  const sessions = useCall('sessions', {});
  const revoke = useAct('revokeSession', ['sessions']);
  const list = sessions.data?.sessions;
  if (!list) return null;
  const nameOf = ({ surface }: SessionView): string => t.common.surfaces[surface];
  const failed = say(revoke, t.language);
  return (
    <>
      <SectionTitle name={t.me.sessions} />
      <Card>
        {list.map((session) => (
          <Cell
            key={session.id}
            plain
            lead="smartphone"
            name={nameOf(session)}
            note={session.current ? t.me.here : t.me.seen(showMoment(session.seen_at, Date.now(), t.language))}
            side={
              !session.current && (
                <Press
                  id={`revoke-${session.id}`}
                  className="me-revoke"
                  disabled={revoke.busy}
                  label={`${t.me.revoke} ${nameOf(session)}`}
                  onPress={() =>
                    void sure(t.me.revoke, t.me.revokeAsk(nameOf(session))).then((yes) => (yes ? revoke.run({ id: session.id }) : undefined))
                  }
                >
                  {t.me.revoke}
                </Press>
              )
            }
          />
        ))}
        {failed && <View className="me-none">{failed}</View>}
      </Card>
    </>
  );
}
