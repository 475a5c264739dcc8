import { View } from '@tarojs/components';
import type { PropsWithChildren, ReactNode } from 'react';
import { cx } from '../cx';
import './card.scss';

interface CardProps {
  /** padding inside; rows (Cell) bring their own */
  readonly padded?: boolean;
  readonly className?: string;
}

/** One subject on white, without shadow or border. Never a card in a card: use Inset. */
export function Card({ padded, className, children }: PropsWithChildren<CardProps>): ReactNode {
  return <View className={cx('card', padded && 'card-padded', className)}>{children}</View>;
}

/** A block inside a card. */
export function Inset({ children }: PropsWithChildren): ReactNode {
  return <View className="inset">{children}</View>;
}

/** A paper slip: what is above the dashed line, and the facts below it. */
export function Slip({ head, children }: PropsWithChildren<{ readonly head: ReactNode }>): ReactNode {
  return (
    <View className="card slip">
      <View className="slip-head">{head}</View>
      <View className="slip-tear">
        <View className="slip-notch slip-notch-left" />
        <View className="slip-dashes" />
        <View className="slip-notch slip-notch-right" />
      </View>
      <View className="slip-body">{children}</View>
    </View>
  );
}

/** A labelled fact of a slip: label left, value right; long values wrap. */
export function Fact({ label, value }: { readonly label: string; readonly value: ReactNode }): ReactNode {
  return (
    <View className="fact">
      <View className="fact-label">{label}</View>
      <View className="fact-value">{value}</View>
    </View>
  );
}
