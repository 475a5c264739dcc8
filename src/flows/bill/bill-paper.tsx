import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { aria } from '../../platform/aria';
import { inFours } from '../../text/format';
import { useWords } from '../../text/use-words';
import { bill } from '../../text/words/bill';
import './bill-paper.scss';

interface Props {
  readonly payee: string;
  readonly label: string;
  readonly digits: number;
}

/** A drawing of a paper bill that shows where the number stands. Made of boxes, so that it follows theme and type. */
export function BillPaper({ payee, label, digits }: Props): ReactNode {
  const w = useWords(bill);
  return (
    <View {...aria({ role: 'img', label: w.whereLabel(label, digits) })}>
      <View className="paper-title">{w.whereTitle(label)}</View>
      <View className="paper" {...aria({ hidden: true })}>
        <View className="paper-head">
          <View className="paper-name">{payee}</View>
          <View className="paper-kind">{w.paper}</View>
        </View>
        <View className="paper-number">
          <View className="paper-label">{label}</View>
          <View className="paper-digits">{inFours('0'.repeat(digits))}</View>
        </View>
        {['paper-bar', 'paper-bar paper-bar-short'].map((bar) => (
          <View key={bar} className="paper-row">
            <View className={bar} />
            <View className="paper-bar paper-bar-sum" />
          </View>
        ))}
      </View>
    </View>
  );
}
