import { View } from '@tarojs/components';
import { type ReactNode, useEffect, useState } from 'react';
import { aria } from '../../platform/aria';
import { Icon } from '../parts/icon';
import './skeleton.scss';

interface Props {
  readonly rows?: number;
  /** who is being asked; said after a second of waiting */
  readonly asking?: string;
}

const SHOW_AFTER_MS = 200;
const SAY_AFTER_MS = 1_000;

/** The shapes of rows to come: still, and only when the wait is felt. */
export function Skeleton({ rows = 3, asking }: Props): ReactNode {
  const [step, setStep] = useState<'hidden' | 'shapes' | 'words'>('hidden');
  useEffect(() => {
    const shapes = setTimeout(() => setStep('shapes'), SHOW_AFTER_MS);
    const words = setTimeout(() => setStep('words'), SAY_AFTER_MS);
    return () => {
      clearTimeout(shapes);
      clearTimeout(words);
    };
  }, []);
  return (
    <View className="skeleton" style={{ visibility: step === 'hidden' ? 'hidden' : 'visible' }}>
      {asking && step === 'words' && (
        <View className="skeleton-words" {...aria({ role: 'status', live: 'polite' })}>
          <Icon name="hourglass" size="small" />
          <View>{asking}</View>
        </View>
      )}
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((key) => (
        <View key={key} className="skeleton-row" {...aria({ hidden: true })}>
          <View className="skeleton-tile" />
          <View className="skeleton-text">
            <View className="skeleton-name" />
            <View className="skeleton-note" />
          </View>
          <View className="skeleton-side" />
        </View>
      ))}
    </View>
  );
}
