import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { fen, fenInCapitals, showFen, sumFen } from '../../contract/money';
import { billsOf, type Receipt } from '../../contract/order';
import { beijing } from '../../contract/time';
import { accountLabelOf, accountOf, monthsOf, payeeOf, showNumber, titleOf } from '../../flows/order';
import { useText } from '../../text';
import { showClock } from '../../text/format';
import { useWords } from '../../text/use-words';
import { receipt as words } from '../../text/words/receipt';
import { Amount, Fact, Icon, Press, Qr, Slip } from '../../ui';
import './paper.scss';

interface Props {
  readonly receipt: Receipt;
  onExplain(): void;
}

/** Paper says the whole date: it may be read years later. */
const stamp = (at: string): string => `${beijing(at).format('YYYY-MM-DD')} ${showClock(at, true)}`;

/** The receipt as a slip: deep head, sum in figures and in capitals, facts, and the code that proves it. */
export function Paper({ receipt: { number, order, agency_ref, issued_at, verify_url }, onExplain }: Props): ReactNode {
  const t = useText();
  const w = useWords(words);
  const title = titleOf(order, t);
  const late = sumFen(billsOf(order.details).map(({ late_fee_fen }) => late_fee_fen));
  const years = [...new Set(billsOf(order.details).map(({ period }) => period.slice(0, 4)))];
  const [year] = years;
  // Months are named without their year while it is this year's; on paper it must stand.
  const months =
    year && years.length === 1
      ? w.months(year, monthsOf(order, Date.parse(`${year}-07-01T00:00:00Z`), t))
      : monthsOf(order, Date.parse(issued_at), t);
  const item = order.details.kind === 'bill' ? months : order.details.title[t.language];
  const wallet = order.paid_by ? t.common.channels[order.paid_by] : '';
  return (
    <View className="receipt">
      <View className="receipt-head">
        <Icon name="mark" className="receipt-mark" />
        <View className="receipt-names">
          <View className="receipt-name">{w.name}</View>
          <View className="receipt-issuer">{w.issuer(t.common.brand, t.common.city)}</View>
        </View>
        <View className="receipt-number">
          <View className="receipt-issuer">{w.number}</View>
          <View className="receipt-digits">{showNumber(number)}</View>
        </View>
      </View>
      <Slip
        head={
          <>
            <View className="receipt-label">{w.paid}</View>
            <Amount fen={order.amount_fen} size="hero" />
            <View className="receipt-label">{w.capitals(fenInCapitals(order.amount_fen))}</View>
            <View className="receipt-facts">
              <Fact label={w.item} value={t.common.join(title, item)} />
              {order.details.kind === 'booking' &&
                order.details.facts.map(({ label, value }) => <Fact key={label.zh} label={label[t.language]} value={value[t.language]} />)}
              {late > 0 && <Fact label={w.parts(title)} value={`${showFen(fen(order.amount_fen - late))} / ${showFen(late)}`} />}
              <Fact label={accountLabelOf(order, t)} value={accountOf(order, t)} />
              <Fact label={w.payee} value={payeeOf(order, t)} />
              {order.paid_at && <Fact label={w.payment} value={[wallet, stamp(order.paid_at)].filter(Boolean).join(' · ')} />}
              {order.fulfilled_at && (
                <Fact
                  label={order.details.kind === 'booking' ? w.confirmed : order.details.kind === 'topup' ? w.credited : w.writtenOff}
                  value={stamp(order.fulfilled_at)}
                />
              )}
              <Fact label={w.reference} value={agency_ref} />
            </View>
          </>
        }
      >
        <View className="receipt-proof">
          <Qr text={verify_url} label={w.qr} size={160} />
          <View className="receipt-words">
            <View className="receipt-valid">
              <Icon name="shield-check" className="receipt-shield" />
              <View>{w.valid}</View>
            </View>
            <View className="receipt-note">{w.validNote}</View>
            <Press id="how-to-verify" className="receipt-how" onPress={onExplain}>
              {w.how}
            </Press>
          </View>
        </View>
      </Slip>
    </View>
  );
}
