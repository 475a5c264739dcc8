import { View } from '@tarojs/components';
import Taro, { useRouter } from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import { useOrderPages, useSignedIn } from '../../api';
import { Held, lastOf, Unanswered, useChoices } from '../../flows/booking';
import { readParam } from '../../flows/order';
import { useText } from '../../text';
import { useWords } from '../../text/use-words';
import { hospital as words } from '../../text/words/hospital';
import { Card, Icon, Page, Press, RadioRow, SectionTitle } from '../../ui';
import { servicePath } from '..';
import { Again } from './again';
import { hospital as service } from './service';
import { SignedOut } from './signed-out';
import './index.scss';

/** 医院挂号: the doctor of the last time first; else a hospital and its departments. `?saved=<id>`: for whom. */
export default function Hospital(): ReactNode {
  const t = useText();
  const w = useWords(words);
  const { params } = useRouter<{ saved?: string }>();
  const saved = readParam(params.saved);
  const here = servicePath(service) + (saved ? `?saved=${saved}` : '');
  const signedIn = useSignedIn();
  const orders = useOrderPages(signedIn).data ?? [];
  const last = lastOf(service.id, orders);
  const [picked, pick] = useState<string | null>(null);
  const hospitals = useChoices(service.id, {});
  const list = hospitals.data?.choices ?? [];
  const before = list.find(({ key }) => key === last?.details.selection.hospital)?.key;
  const chosen = picked ?? before ?? list[0]?.key ?? null;
  const departments = useChoices(service.id, chosen === null ? null : { hospital: chosen });
  const payee = service.payee[t.language];

  if (!signedIn) return <SignedOut here={here} />;
  const open = (department: string): void => {
    const address = `${servicePath(service, 'doctors')}?hospital=${chosen}&department=${department}${saved ? `&saved=${saved}` : ''}`;
    void Taro.navigateTo({ url: address });
  };
  return (
    <Page title={service.title[t.language]}>
      <Held service={service.id} orders={orders} />
      {last && <Again key={last.id} last={last} orders={orders} here={here} />}
      <Unanswered known={hospitals} agency={payee} rows={2} />
      {list.length > 0 && (
        <Card>
          {list.map(({ key, title, note }) => (
            <RadioRow
              key={key}
              id={`hospital-${key}`}
              name={title[t.language]}
              {...(note && { note: note[t.language] })}
              checked={key === chosen}
              onPress={() => pick(key)}
            />
          ))}
        </Card>
      )}
      {chosen && <SectionTitle name={w.departments} />}
      {chosen && <Unanswered known={departments} agency={payee} rows={4} />}
      {departments.data && (
        <Card className="departments">
          {departments.data.choices.map(({ key, title }) => (
            <Press key={key} id={`department-${key}`} className="department" onPress={() => open(key)}>
              <View className="department-name">{title[t.language]}</View>
              <Icon name="chevron-right" size="small" />
            </Press>
          ))}
        </Card>
      )}
    </Page>
  );
}
