import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import './flower.scss';

const petals = [0, 1, 2, 3, 4];

/** The flower of success: opens petal by petal, once. */
export function Flower(): ReactNode {
  return (
    <View className="flower" {...aria({ hidden: true })}>
      {petals.map((petal) => (
        <View key={petal} className={`flower-turn flower-turn-${petal}`}>
          <View className="flower-petal drawing-petal" />
        </View>
      ))}
      <View className="flower-heart" />
    </View>
  );
}
