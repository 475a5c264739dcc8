import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { AgreeButton } from '../../platform/account/agree-button';
import { answerConsent, useConsent } from '../../state/consent';
import { useText } from '../../text';
import { Button } from '../parts/button';
import { Icon } from '../parts/icon';
import { Sheet } from './sheet';
import './consent-sheet.scss';

/** Asked once, before anything personal leaves the phone; declining leaves the services to look at. */
export function ConsentSheet(): ReactNode {
  const t = useText();
  const asking = useConsent((state) => state.asking);
  return (
    <Sheet
      open={asking}
      title={t.consent.title}
      foot={
        <>
          <Button id="decline" kind="line" label={t.consent.decline} onPress={() => answerConsent(false)} />
          <AgreeButton label={t.consent.agree} onAgree={() => answerConsent(true)} />
        </>
      }
    >
      <View className="consent-text">{t.consent.lead}</View>
      {t.consent.items.map((item) => (
        <View key={item} className="consent-item">
          <Icon name="check" className="consent-check" />
          <View>{item}</View>
        </View>
      ))}
      <View className="consent-text consent-keep">{t.consent.keep}</View>
    </Sheet>
  );
}
