import { View } from '@tarojs/components';
import { Fragment, type ReactNode, useState } from 'react';
import type { Bill } from '../../contract/bill';
import { showFen } from '../../contract/money';
import { aria } from '../../platform/aria';
import { useText } from '../../text';
import { showMonth, showUsage } from '../../text/format';
import { useWords } from '../../text/use-words';
import { bill as words } from '../../text/words/bill';
import { Amount, Card, CheckRow, Icon, Press, SectionTitle } from '../../ui';
import { type Choice, MOST_BILLS } from './choosing';
import { highestTier } from './ladder';
import { TariffInset } from './tariff-inset';
import './bill-list.scss';

interface Props {
  readonly bills: readonly Bill[];
  readonly choice: Choice;
  readonly tariffNote: string | undefined;
  onToggle(index: number): void;
}

/** Months to pay, oldest first; how the dear one came about stands below it, the others on a tap. */
export function BillList({ bills, choice, tariffNote, onToggle }: Props): ReactNode {
  const t = useText();
  const w = useWords(words);
  const [all, setAll] = useState(false);
  const now = Date.now();
  const explained = bills.filter(({ usage }) => usage);
  // One explanation is enough unasked: the latest bill that left the first tier.
  const dear = [...explained].reverse().find(({ usage }) => highestTier(usage) > 1);
  const more = explained.some((bill) => bill !== dear);
  const reason = { later_off: w.laterOff, earlier_on: w.earlierOn, most: w.most(MOST_BILLS) };
  return (
    <>
      <SectionTitle name={w.dueTitle(bills.length)} note={bills.length > 1 ? w.oldestFirst : undefined} />
      <Card className="bills">
        {choice.reason && (
          <View className="bills-reason" {...aria({ role: 'status', live: 'polite' })}>
            <Icon name="info" size="small" className="bills-reason-icon" />
            <View>{reason[choice.reason]}</View>
          </View>
        )}
        {bills.map((bill, index) => {
          const month = showMonth(bill.period, now, t.language);
          return (
            <Fragment key={bill.no}>
              <CheckRow
                id={`bill-${bill.no}`}
                name={month}
                note={noteOf(bill)}
                side={<Amount fen={bill.amount_fen} />}
                checked={index < choice.count}
                onPress={() => onToggle(index)}
              />
              {bill.usage && (all || bill === dear) && (
                <TariffInset usage={bill.usage} late_fee_fen={bill.late_fee_fen} note={tariffNote} month={month} />
              )}
            </Fragment>
          );
        })}
        {more && (
          <Press id="explain-bills" className="bills-explain" onPress={() => setAll(!all)}>
            {all ? w.explainLess : w.explain}
          </Press>
        )}
      </Card>
    </>
  );

  function noteOf({ usage, late_fee_fen }: Bill): string {
    const tier = highestTier(usage);
    return [
      usage && showUsage(usage.quantity, usage.unit, t.language),
      late_fee_fen > 0 && w.lateFee(showFen(late_fee_fen)),
      tier > 1 && w.reaches(tier),
    ]
      .filter(Boolean)
      .join(' · ');
  }
}
