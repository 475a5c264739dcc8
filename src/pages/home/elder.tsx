import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import type { Catalogue } from '../../contract/routes';
import type { ServiceManifest } from '../../contract/service';
import { aria } from '../../platform/aria';
import { offered } from '../../services';
import { changeSettings } from '../../state/settings';
import { useText } from '../../text';
import { showMonths } from '../../text/format';
import { problemWords } from '../../text/problems';
import { Amount, Button, Card, Cell, Tile } from '../../ui';
import { usePayAll } from './due-card';
import { openService, Services } from './services';
import type { HomeDues } from './use-dues';
import './elder.scss';

const HOTLINE = '12345';
/** Something is always offered. */
const payable = offered[0] as ServiceManifest;
const booked = offered.find(({ id }) => id === 'hospital');

/** Home in elder mode: pay, see a doctor, ask a person. */
export function ElderHome({ home, catalogue }: { readonly home: HomeDues; readonly catalogue: Catalogue | undefined }): ReactNode {
  const t = useText();
  const [all, showAll] = useState(false);
  const first = home.dues.list[0];
  const { busy, problem, pay } = usePayAll(first ? [first] : []);
  const service = first?.service ?? payable;
  return (
    <>
      <View className="elder-hero">
        <View className="elder-flower drawing-watermark" {...aria({ hidden: true })} />
        <View className="elder-head">
          <Tile icon={service.icon} category={service.category} />
          <View className="elder-name" {...aria({ role: 'heading' })}>
            {t.home.elderService(service.title[t.language])}
          </View>
        </View>
        {first && (
          <>
            <View className="elder-note">
              {t.home.elderDue(
                showMonths(
                  first.lookup.bills.map(({ period }) => period),
                  Date.now(),
                  t.language,
                ),
              )}
            </View>
            <Amount fen={first.amount} size="hero" />
            {first.account.nickname && <View className="elder-note">{first.account.nickname}</View>}
          </>
        )}
        {!first && home.dues.asOf && <View className="elder-note">{t.home.elderNothing}</View>}
        {!first && home.waiting && <View className="elder-note">{t.home.checking}</View>}
        <Button
          id="pay-all"
          kind="petal"
          wide
          label={t.home.elderPay}
          busy={busy && t.home.paying}
          onPress={first ? pay : () => openService(service)}
        />
        {problem && <View className="elder-note">{problemWords(problem.code, problem.facts, t.language)}</View>}
      </View>
      {booked && (
        <Card>
          <Cell
            id={`elder-${booked.id}`}
            lead={<Tile icon={booked.icon} category={booked.category} />}
            name={(booked.short ?? booked.title)[t.language]}
            note={t.home.elderBookNote}
            chevron
            onPress={() => openService(booked)}
          />
        </Card>
      )}
      <Card>
        <Cell
          id="elder-help"
          lead={<Tile icon="phone" category="leisure" />}
          name={t.home.elderHelp}
          note={t.home.elderHelpNote}
          chevron
          onPress={() => void Taro.makePhoneCall({ phoneNumber: HOTLINE }).catch(() => undefined)}
        />
      </Card>
      {all && <Services catalogue={catalogue} />}
      <View className="elder-foot">
        {!all && <Button id="all-services" kind="line" label={t.home.elderAll} onPress={() => showAll(true)} />}
        <Button id="leave-elder" kind="line" label={t.home.elderLeave} onPress={() => changeSettings({ elder: false })} />
      </View>
    </>
  );
}
