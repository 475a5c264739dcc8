import { View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { type ReactNode, useEffect, useState } from 'react';
import { signedIn, useAct, useCall } from '../../api';
import { useText } from '../../text';
import { asPhone, countdown } from '../../text/format';
import { problemWords } from '../../text/problems';
import { Button, Field, Notice, openSandbox, Page, Press } from '../../ui';
import { isTab, safeNext } from './next';
import './index.scss';

const PHONE = /^1[3-9]\d{9}$/;
const CODE = /^\d{6}$/;
const SECOND_MS = 1_000;

/** 登录 on the web: phone number, then the code of a short message. */
export default function SignIn(): ReactNode {
  const t = useText();
  const { params } = useRouter<{ next?: string }>();
  const catalogue = useCall('catalogue', {});
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [resendAt, setResendAt] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const send = useAct('sendSmsCode');
  const enter = useAct('signInSms');
  const sandbox = catalogue.data?.simulation?.url;

  const phoneGood = PHONE.test(phone);
  const phoneWrong = left && phone !== '' && !phoneGood;

  const sendCode = async (): Promise<void> => {
    if (!phoneGood) return;
    const sent = await send.run({ phone });
    if (sent) setResendAt(sent.resend_at);
  };

  const signIn = async (): Promise<void> => {
    const session = await enter.run({ phone, code });
    if (!session) return;
    signedIn(session.token);
    const next = safeNext(params.next);
    if (isTab(next)) await Taro.switchTab({ url: next });
    else await Taro.redirectTo({ url: next });
  };

  const wait = send.problem?.code === 'sms_too_soon' ? (send.problem.facts.until ?? null) : resendAt;
  return (
    <Page title={t.signin.title}>
      <View className="signin-head">
        <View className="signin-title">{t.signin.heading}</View>
        <View className="signin-note">{t.signin.note}</View>
      </View>
      <Field
        id="phone"
        kind="phone"
        label={t.signin.phone}
        value={phone}
        max={11}
        hint={phoneGood ? (resendAt ? t.signin.sent(asPhone(phone)) : undefined) : t.signin.phoneHint(phone.length)}
        error={phoneWrong ? t.signin.phoneWrong : send.problem ? problemWords(send.problem.code, send.problem.facts, t.language) : undefined}
        onChange={(value) => {
          send.clear();
          setPhone(value);
        }}
        onBlur={() => setLeft(true)}
        side={<CodeButton key={wait} resendAt={wait} ready={phoneGood} busy={send.busy} onPress={() => void sendCode()} />}
      />
      <Field
        id="code"
        kind="code"
        label={t.signin.code}
        value={code}
        max={6}
        hint={t.signin.codeHint}
        error={enter.problem ? problemWords(enter.problem.code, enter.problem.facts, t.language) : undefined}
        onChange={(value) => {
          enter.clear();
          setCode(value);
        }}
      />
      {sandbox && (
        <Notice
          icon="flask-conical"
          text={t.signin.sandbox}
          action={{ id: 'open-sandbox', label: t.signin.sandboxLink, onPress: () => void openSandbox(sandbox) }}
        />
      )}
      <View className="signin-act">
        <Button
          id="sign-in"
          wide
          label={t.signin.enter}
          disabled={!phoneGood || !CODE.test(code)}
          busy={enter.busy && t.signin.entering}
          onPress={() => void signIn()}
        />
        {(!phoneGood || !CODE.test(code)) && <View className="signin-missing">{phoneGood ? t.signin.missingCode : t.signin.missingPhone}</View>}
      </View>
    </Page>
  );
}

interface CodeButtonProps {
  readonly resendAt: string | null;
  readonly ready: boolean;
  readonly busy: boolean;
  onPress(): void;
}

/** Gets a code, or says when the next one may be had. */
function CodeButton({ resendAt, ready, busy, onPress }: CodeButtonProps): ReactNode {
  const t = useText();
  const [now, setNow] = useState(() => Date.now());
  const waiting = resendAt !== null && new Date(resendAt).getTime() > now;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [waiting]);
  if (waiting) return <View className="signin-wait">{t.signin.resendIn(countdown(resendAt, now))}</View>;
  return (
    <Press id="send-code" className={ready ? 'signin-send' : 'signin-send signin-send-off'} disabled={!ready || busy} onPress={onPress}>
      {busy ? t.signin.gettingCode : resendAt ? t.signin.resend : t.signin.getCode}
    </Press>
  );
}
