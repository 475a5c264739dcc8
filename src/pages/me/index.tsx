import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { askToSignIn, signOut, useCall, useSignedIn } from '../../api';
import { surface } from '../../platform/surface';
import { askConsent, useConsent } from '../../state/consent';
import { useSession } from '../../state/session';
import { changeSettings, useSettings } from '../../state/settings';
import { useText } from '../../text';
import { Card, Cell, Icon, openSandbox, Page, SandboxPill, SectionTitle, Segments, SwitchRow } from '../../ui';
import { Accounts, Sessions } from './lists';
import { Privacy } from './privacy';
import './index.scss';

const HOTLINE = '12345';

/** 我的: who is signed in, saved accounts, how it looks, what is stored, help. */
export default function Me(): ReactNode {
  const t = useText();
  const settings = useSettings();
  const signedIn = useSignedIn();
  const catalogue = useCall('catalogue', {});
  const sandbox = catalogue.data?.simulation?.url;
  const languages = (['system', 'zh', 'en'] as const).map((value) => ({ value, label: t.me.languages[value] }));
  const appearances = (['system', 'light', 'dark'] as const).map((value) => ({ value, label: t.me.appearances[value] }));
  return (
    <Page title={t.me.title} tab>
      <Who />
      {signedIn && <Accounts />}
      <SectionTitle name={t.me.looks} />
      <Card>
        <SwitchRow
          id="elder"
          icon="a-large-small"
          name={t.me.elder}
          note={t.me.elderNote}
          on={settings.elder}
          onChange={(elder) => changeSettings({ elder })}
        />
        <Segments
          id="language"
          label={t.me.language}
          options={languages}
          value={settings.language}
          onChange={(language) => changeSettings({ language })}
        />
        <Segments
          id="appearance"
          label={t.me.appearance}
          options={appearances}
          value={settings.appearance}
          onChange={(appearance) => changeSettings({ appearance })}
        />
      </Card>
      <SectionTitle name={t.me.help} />
      <Card>
        <Cell
          id="where-is-money"
          plain
          lead="circle-question-mark"
          name={t.me.where}
          note={t.me.whereNote}
          chevron
          onPress={() => void Taro.switchTab({ url: '/pages/orders/index' })}
        />
        <Cell
          id="hotline"
          plain
          lead="phone"
          name={t.me.hotline}
          note={t.me.hotlineNote}
          chevron
          onPress={() => void Taro.makePhoneCall({ phoneNumber: HOTLINE }).catch(() => undefined)}
        />
        {sandbox && (
          <Cell
            id="simulation"
            plain
            lead="flask-conical"
            name={t.me.simulation}
            note={t.me.simulationNote}
            chevron
            onPress={() => void openSandbox(sandbox)}
          />
        )}
      </Card>
      {signedIn && <Sessions />}
      <Privacy />
      <View className="me-about">
        <View>{t.me.about}</View>
        {sandbox && <SandboxPill url={sandbox} />}
      </View>
    </Page>
  );
}

/** Whether and how the citizen is known here. */
function Who(): ReactNode {
  const t = useText();
  const agreed = useConsent((state) => state.agreed);
  const signedIn = useSignedIn();
  const known = useSession((state) => state.status) === 'in';
  const [busy, setBusy] = useState(false);
  const enter = async (): Promise<void> => {
    if (busy) return;
    if (!agreed && !(await askConsent())) return;
    setBusy(true);
    await askToSignIn('/pages/me/index').catch(() => undefined);
    setBusy(false);
  };
  const leave = async (): Promise<void> => {
    const { confirm } = await Taro.showModal({
      title: t.me.signOut,
      content: t.me.signOutAsk,
      confirmText: t.common.yes,
      cancelText: t.common.cancel,
    });
    if (confirm) await signOut();
  };
  return (
    <Card>
      <Cell
        {...(signedIn ? { id: 'sign-out' } : { id: 'sign-in' })}
        lead={
          <View className="me-face">
            <Icon name={signedIn ? 'mark' : 'user-round'} />
          </View>
        }
        name={signedIn ? t.me.signedIn : t.me.signedOut}
        note={signedIn ? t.common.surfaces[surface] : t.me.signedOutNote}
        value={signedIn ? (known ? t.me.signOut : undefined) : t.me.signIn}
        chevron
        onPress={() => void (signedIn ? leave() : enter())}
      />
    </Card>
  );
}
