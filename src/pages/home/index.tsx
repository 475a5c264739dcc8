import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { askToSignIn, useCall, useSignedIn } from '../../api';
import type { SavedAccount } from '../../contract/routes';
import type { ServiceManifest } from '../../contract/service';
import { useShare } from '../../platform/share';
import { findService, offered, servicePath } from '../../services';
import { askConsent, useConsent } from '../../state/consent';
import { useSettings } from '../../state/settings';
import { useText } from '../../text';
import { showAsOf } from '../../text/format';
import { Card, Chip, Chips, Empty, Failure, Notice, Page, Skeleton, Tile } from '../../ui';
import { DueCard, Invite } from './due-card';
import { ElderHome } from './elder';
import { findServices } from './find';
import { Head } from './head';
import { Search } from './search';
import { Found, openService, Services } from './services';
import { type HomeDues, useDues } from './use-dues';

definePageConfig({ navigationStyle: 'custom', transparentTitle: 'always', titlePenetrate: 'YES' } as object);

const CATALOGUE_FRESH_MS = 5 * 60_000;

/** 首页: what is due now and one button that pays it; then accounts, then services. */
export default function Home(): ReactNode {
  const t = useText();
  const elder = useSettings((state) => state.elder);
  const catalogue = useCall('catalogue', {}, { freshMs: CATALOGUE_FRESH_MS });
  const home = useDues();
  const [query, setQuery] = useState('');
  useShare({ title: t.common.brand, path: '/pages/home/index' });
  const offline = home.partly?.code === 'offline' && home.dues.asOf;
  return (
    <Page title={t.common.brand} tab bare>
      <Head elder={elder} sandbox={catalogue.data?.simulation?.url ?? null} />
      {offline && (
        <Notice
          text={t.common.offlineSince(showAsOf(offline, Date.now(), t.language))}
          action={{ id: 'retry', label: t.common.retry, onPress: home.again }}
        />
      )}
      {elder ? (
        <ElderHome home={home} catalogue={catalogue.data} />
      ) : (
        <>
          <Search query={query} onChange={setQuery} />
          {query.trim() ? (
            <Found query={query.trim()} found={findServices(query, offered)} catalogue={catalogue.data} />
          ) : (
            <>
              <DueArea home={home} />
              {home.accounts && home.accounts.length > 0 && <Accounts accounts={home.accounts} />}
              <Services catalogue={catalogue.data} />
            </>
          )}
        </>
      )}
    </Page>
  );
}

/** The first card: what is due, or the one step that leads there. */
function DueArea({ home }: { home: HomeDues }): ReactNode {
  const t = useText();
  const agreed = useConsent((state) => state.agreed);
  const signedIn = useSignedIn();
  const first = offered[0] as ServiceManifest;
  if (!agreed)
    return (
      <Invite id="read-privacy" title={t.home.agreeTitle} note={t.home.agreeNote} action={t.home.agreeAction} onPress={() => void askConsent()} />
    );
  if (!signedIn) {
    return (
      <Invite
        id="sign-in"
        title={t.home.signedOutTitle}
        note={t.home.signedOutNote}
        action={t.home.signedOutAction}
        onPress={() => void askToSignIn('/pages/home/index').catch(() => undefined)}
      />
    );
  }
  if (home.waiting) {
    return (
      <Card>
        <Skeleton rows={3} asking={home.accounts ? t.home.asking(first.payee[t.language]) : t.home.checking} />
      </Card>
    );
  }
  if (home.failed) {
    return (
      <Card>
        <Failure problem={home.failed} onAgain={home.again} />
      </Card>
    );
  }
  if (home.dues.list.length) return <DueCard dues={home.dues} partly={home.partly !== null && home.partly.code !== 'offline'} />;
  if (!home.accounts?.length) {
    return (
      <Invite id="first-bill" title={t.home.firstTitle} note={t.home.firstNote} action={t.home.firstAction} onPress={() => openService(first)} />
    );
  }
  return (
    <Card>
      <Empty
        art="hibiscus"
        title={t.home.clearTitle}
        text={t.home.clearNote}
        action={{ id: 'another-account', label: t.home.clearAction, onPress: () => openService(first) }}
      />
    </Card>
  );
}

/** Saved accounts, the last used first. */
function Accounts({ accounts }: { accounts: readonly SavedAccount[] }): ReactNode {
  const t = useText();
  const known = accounts.flatMap((account) => {
    const service = findService(account.service);
    return service ? [{ account, service }] : [];
  });
  return (
    <Chips>
      {known.map(({ account, service }) => (
        <Chip
          key={account.id}
          id={`account-${account.id}`}
          lead={<Tile icon={service.icon} category={service.category} size="small" />}
          label={account.nickname ?? t.common.join(service.title[t.language], account.account.slice(-4))}
          onPress={() => void Taro.navigateTo({ url: `${servicePath(service)}?saved=${account.id}` })}
        />
      ))}
    </Chips>
  );
}
