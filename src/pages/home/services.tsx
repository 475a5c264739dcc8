import { View } from '@tarojs/components';
import Taro from '@tarojs/taro';
import { type ReactNode, useState } from 'react';
import type { Catalogue } from '../../contract/routes';
import { type Category, categories, type ServiceManifest } from '../../contract/service';
import { offered, servicePath } from '../../services';
import { type Text, useText } from '../../text';
import { showMoment } from '../../text/format';
import { Card, Cell, Empty, Press, SectionTitle, Tabs, Tile } from '../../ui';
import './services.scss';

const filled: readonly Category[] = categories.filter((category) => offered.some((service) => service.category === category));

export const openService = (service: ServiceManifest): void => {
  void Taro.navigateTo({ url: servicePath(service) });
};

/** Up to so many services are rows with their payee; more are tiles. */
const FEW = 2;

/** Services by category; a category without any is not shown. */
export function Services({ catalogue }: { readonly catalogue: Catalogue | undefined }): ReactNode {
  const t = useText();
  const [chosen, choose] = useState<Category>(filled[0] ?? 'everyday');
  const ofCategory = offered.filter(({ category }) => category === chosen);
  return (
    <>
      {filled.length > 1 ? (
        <Tabs<Category>
          id="category"
          value={chosen}
          onChange={choose}
          options={filled.map((value) => ({ value, label: t.common.categories[value] }))}
        />
      ) : (
        <SectionTitle name={t.home.services} />
      )}
      {ofCategory.length > FEW ? (
        <Card className="tiles">
          {ofCategory.map((service) => (
            <ServiceTile key={service.id} service={service} rest={restOf(service, catalogue, t)} />
          ))}
        </Card>
      ) : (
        <Card>
          {ofCategory.map((service) => (
            <ServiceRow key={service.id} id={`open-${service.id}`} service={service} rest={restOf(service, catalogue, t)} />
          ))}
        </Card>
      )}
    </>
  );
}

/** Why a service cannot be used now; undefined when it can, or nobody has said. */
function restOf({ id }: ServiceManifest, catalogue: Catalogue | undefined, t: Text): string | undefined {
  const state = catalogue?.services.find((service) => service.id === id);
  if (state?.open !== false) return undefined;
  return state.opens_at ? t.home.restingUntil(showMoment(state.opens_at, Date.now(), t.language)) : t.home.resting;
}

interface ServiceProps {
  readonly service: ServiceManifest;
  readonly rest: string | undefined;
}

function ServiceTile({ service, rest }: ServiceProps): ReactNode {
  const t = useText();
  const name = (service.short ?? service.title)[t.language];
  return (
    <Press id={`open-${service.id}`} className="tiles-one" label={rest ? `${name} · ${rest}` : name} onPress={() => openService(service)}>
      <Tile icon={service.icon} category={service.category} />
      <View className="tiles-name">{name}</View>
      {rest && <View className="tiles-rest">{t.home.resting}</View>}
    </Press>
  );
}

function ServiceRow({ id, service, rest }: ServiceProps & { id: string }): ReactNode {
  const t = useText();
  return (
    <Cell
      id={id}
      lead={<Tile icon={service.icon} category={service.category} />}
      name={service.title[t.language]}
      note={rest ?? service.payee[t.language]}
      chevron
      onPress={() => openService(service)}
    />
  );
}

interface FoundProps {
  readonly found: readonly ServiceManifest[];
  readonly query: string;
  readonly catalogue: Catalogue | undefined;
}

/** What a search found, in place of the rest of home. */
export function Found({ found, query, catalogue }: FoundProps): ReactNode {
  const t = useText();
  if (!found.length) {
    return (
      <Card>
        <Empty art="panda" title={t.home.nothingFound(query)} text={t.home.searchHint} />
      </Card>
    );
  }
  return (
    <Card>
      {found.map((service) => (
        <ServiceRow key={service.id} id={`found-${service.id}`} service={service} rest={restOf(service, catalogue, t)} />
      ))}
    </Card>
  );
}
