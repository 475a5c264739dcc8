import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { useText } from '../../text';
import { showMoment } from '../../text/format';
import { useWords } from '../../text/use-words';
import { booking } from '../../text/words/booking';
import { Fact, Qr, Slip } from '../../ui';
import type { BookingOrder } from './past';
import { cancelRules } from './rules';
import './voucher.scss';

/** Read at arm's length by the scanner at a desk. */
const QR_PX = 176;

/** What the citizen shows at the door: place and time above, the code as a picture and in large signs, the rules below. */
export function VoucherSlip({ order, now }: { readonly order: BookingOrder; readonly now: number }): ReactNode {
  const t = useText();
  const w = useWords(booking);
  const { voucher, details } = order;
  if (!voucher) return null;
  return (
    <Slip
      head={
        <>
          <View className="voucher-time">{showMoment(details.starts_at, now, t.language)}</View>
          <View className="voucher-title">{details.title[t.language]}</View>
          <View className="voucher-code">
            <Qr text={voucher.code} label={w.qr(voucher.code)} size={QR_PX} />
          </View>
          <View id="voucher-code" className="voucher-signs">
            {voucher.code}
          </View>
          <View className="voucher-note">{w.voucher}</View>
        </>
      }
    >
      {[...voucher.facts, ...details.facts].map(({ label, value }) => (
        <Fact key={label.zh} label={label[t.language]} value={value[t.language]} />
      ))}
      {order.cancel &&
        cancelRules(details.cancel, now, t, w).map((rule) => (
          <View key={rule} className="voucher-rule">
            {rule}
          </View>
        ))}
    </Slip>
  );
}
