import { Input, View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { Icon, Press } from '../../ui';
import './search.scss';

interface Props {
  readonly query: string;
  onChange(query: string): void;
}

export function Search({ query, onChange }: Props): ReactNode {
  const t = useText();
  return (
    <View className="search">
      <Icon name="search" className="search-icon" />
      <Input
        id="search"
        className="search-input"
        type="text"
        confirmType="search"
        value={query}
        placeholder={t.home.search}
        placeholderClass="search-placeholder"
        maxlength={24}
        onInput={({ detail }) => onChange(String(detail.value))}
        {...aria({ label: t.home.searchLabel })}
      />
      {query !== '' && (
        <Press id="clear-search" className="search-clear" label={t.home.clear} onPress={() => onChange('')}>
          <Icon name="x" />
        </Press>
      )}
    </View>
  );
}
