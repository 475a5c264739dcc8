import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { forgetAnswers } from '../../api';
import { removeStored, type StorageKey, storageKeys, storedKeys } from '../../platform/storage';
import { useConsent, withdrawConsent } from '../../state/consent';
import { forgetSession } from '../../state/session';
import { resetSettings } from '../../state/settings';
import { useText } from '../../text';
import { Button, Card, Cell, SectionTitle, Sheet } from '../../ui';

/** Removes everything this product keeps here; orders stay with the gateway. */
function wipe(): void {
  forgetAnswers();
  forgetSession('fresh');
  withdrawConsent();
  resetSettings();
  for (const key of Object.keys(storageKeys) as StorageKey[]) removeStored(key);
}

/** What is kept on this device, what the law makes the servers keep, and how to delete. */
export function Privacy(): ReactNode {
  const t = useText();
  const agreed = useConsent((state) => state.agreed);
  const [shown, show] = useState(false);
  const stored = shown ? storedKeys() : [];
  const remove = async (): Promise<void> => {
    const { confirm } = await Taro.showModal({ title: t.me.wipe, content: t.me.wipeAsk, confirmText: t.common.yes, cancelText: t.common.cancel });
    if (!confirm) return;
    wipe();
    show(false);
    await Taro.showToast({ title: t.me.wipeDone, icon: 'none' });
  };
  return (
    <>
      <SectionTitle name={t.me.privacy} />
      <Card>
        <Cell id="stored" plain lead="shield-check" name={t.me.stored} chevron onPress={() => show(true)} />
        <Cell id="wipe" plain lead="trash" name={t.me.wipe} chevron onPress={() => void remove()} />
        {!agreed && (
          <Cell id="read-privacy" plain lead="info" name={t.me.readPrivacy} chevron onPress={() => useConsent.setState({ asking: true })} />
        )}
      </Card>
      <Sheet
        open={shown}
        title={t.me.stored}
        onClose={() => show(false)}
        foot={<Button id="close-stored" kind="line" label={t.common.done} onPress={() => show(false)} />}
      >
        {stored.length === 0 && <View className="me-stored">{t.me.storedNothing}</View>}
        {stored.map((key) => (
          <View key={key} className="me-stored">
            {t.me.storedWhat[key]}
          </View>
        ))}
        <View className="me-stored me-kept">{t.me.kept}</View>
      </Sheet>
    </>
  );
}
