import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';

/** A heading between cards, 4 px inside their edge; a fact may stand at its right. */
export function SectionTitle({ name, note }: { readonly name: string; readonly note?: string | undefined }): ReactNode {
  return (
    <View className="section-title">
      <View className="section-name" {...aria({ role: 'heading' })}>
        {name}
      </View>
      {note && <View className="section-note">{note}</View>}
    </View>
  );
}
