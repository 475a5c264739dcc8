import { fen, showFen } from '../contract/money';
import type { ProblemCode, ProblemFacts } from '../contract/problem';
import type { Words } from '../contract/service';
import { midSentence, showMoment } from './format';
import type { Language } from './language';

/**
 * What people read when something went wrong: first whether money moved, then the next step.
 * Pure text: the gateway uses it for the `message` of its answers.
 */
type Sentence = (facts: ProblemFacts, say: Say) => string;

interface Say {
  /** `今天 9:56 后`, or the fallback when no time is known */
  until(fallback: string): string;
  /** `今天 9:56`, or the fallback */
  at(fallback: string): string;
  amount(fallback: string): string;
}

const zh: Record<ProblemCode, Sentence> = {
  bad_request: () => '这个请求我们看不懂，没有扣钱。退回上一页再来一次。',
  body_too_large: () => '内容太大，没有发出去。没有扣钱，删减一些再试。',
  not_found: () => '没有找到你要的内容，可能已经删掉了。没有扣钱。',
  forbidden: () => '这一项不属于你现在登录的账号。没有扣钱，换个账号再看。',
  too_many_requests: (_, say) => `点得太快了。没有扣钱，${say.until('过一分钟')}再试。`,
  not_signed_in: () => '还没有登录。没有扣钱，登录后接着办。',
  login_code_refused: () => '登录没有成功。没有扣钱，再试一次。',
  sms_code_wrong: () => '验证码不对或已过期。看一眼最新的短信，或重新获取。',
  sms_too_soon: (_, say) => `刚发过一条短信，${say.until('过一分钟')}可以再发。`,
  login_unavailable: () => '现在登录不了，对方没有回应。没有扣钱，过几分钟再试。',
  service_paused: ({ notice }, say) => `${notice?.zh ?? '这项服务在休息'}，没有扣钱。${say.at('晚些时候')}恢复。`,
  account_malformed: ({ digits }) => (digits ? `号码不对，一共 ${digits} 位数字。对着账单再看一遍。` : '号码不对。对着账单再看一遍。'),
  account_unknown: () => '查不到这个号码。对着账单核对一遍，或问收费单位。',
  agency_unavailable: () => '收费单位没有回应。没有扣钱，过几分钟再查也不会重复缴。',
  selection_gone: () => '你选的已经没有了。没有扣钱，退回重新选一次。',
  sold_out: () => '刚被订完了。没有扣钱，换一个时间或另选一个。',
  limit_reached: () => '已经订过了，不能再订。没有扣钱，去订单里看。',
  amount_limit: () => '这个号码今天充得太多了。没有扣钱，选小一点的，或明天再充。',
  agency_resting: (_, say) => `对方正在维护。没有扣钱，${say.until('晚些时候')}再来。`,
  nothing_due: () => '现在没有要缴的，不用付钱。',
  bill_gone: () => '这张账单已经不在了，可能刚缴过。没有扣钱，重新查一次。',
  quote_expired: () => '金额保留的时间过了。没有扣钱，重新查一次就好。',
  price_changed: (_, say) => `金额变了${say.amount('')}。没有扣钱，看清新的金额再付。`,
  order_differs: () => '这笔订单和刚才的不一样。没有扣钱，退回账单重新选一次。',
  bill_being_paid: (_, say) => `这张账单正在支付。没有重复扣钱，${say.until('稍后')}可付。`,
  too_many_unpaid: (_, say) => `没付完的订单太多了。没有扣钱，先付完或取消几笔，${say.until('一小时后')}再来。`,
  already_paid: () => '这笔已经付过了，没有再扣钱。去订单里看结果。',
  order_closed: () => '这笔订单已经关闭。没有扣钱，重新查账单再付。',
  not_groupable: () => '这几笔不能一起付。没有扣钱，一笔一笔来。',
  wallet_unavailable: () => '钱包现在打不开。没有扣钱，换一种付法或过几分钟再试。',
  wallet_not_linked: () => '这种付法要在它自己的应用里用。没有扣钱，换一种付法。',
  payment_unclear: () => '还没问清钱付没付。先别再付，我们每分钟问一次，结果会在订单里。',
  cannot_cancel: () => '钱已经付了或正在付，不能取消。结果会在订单里。',
  fee_changed: (_, say) => `取消的手续费变了${say.amount('')}。还没有取消，看清新的手续费再决定。`,
  cancel_over: () => '已经过了可以取消的时间。订单照旧有效，没有再扣钱。',
  receipt_not_ready: () => '凭证还没开好。钱已付，收费单位销账后就有。',
  offline: () => '网络断了。填好的都在，连上再试；付没付以订单里的为准。',
  server_error: () => '我们这边出了错。先看订单里有没有这笔，再决定要不要重试，不会重复缴。',
};

const en: Record<ProblemCode, Sentence> = {
  bad_request: () => "We couldn't read this request. You haven't been charged; go back and try once more.",
  body_too_large: () => "That was too large to send. You haven't been charged; shorten it and try again.",
  not_found: () => "We couldn't find this; it may have been removed. You haven't been charged.",
  forbidden: () => "This belongs to another account. You haven't been charged; sign in with that account to see it.",
  too_many_requests: (_, say) => `That was too fast. You haven't been charged; try again ${say.until('in a minute')}.`,
  not_signed_in: () => "You aren't signed in. You haven't been charged; sign in and go on from here.",
  login_code_refused: () => "Signing in didn't work. You haven't been charged; try again.",
  sms_code_wrong: () => 'The code is wrong or too old. Check the latest message, or get a new code.',
  sms_too_soon: (_, say) => `A message was just sent; you can get another ${say.until('in a minute')}.`,
  login_unavailable: () => "Nobody answered the sign-in. You haven't been charged; try again in a few minutes.",
  service_paused: ({ notice }, say) => `${notice?.en ?? 'This service is resting'}. You haven't been charged; it is back ${say.at('later')}.`,
  account_malformed: ({ digits }) =>
    digits ? `The number is wrong; it has ${digits} digits. Compare it with your bill.` : 'The number is wrong. Compare it with your bill.',
  account_unknown: () => 'Nobody knows this number. Compare it with your bill, or ask the company.',
  agency_unavailable: () => "The company didn't answer. You haven't been charged; checking again can't pay twice.",
  selection_gone: () => "What you chose is gone. You haven't been charged; go back and choose again.",
  sold_out: () => "It has just been taken. You haven't been charged; choose another time or another one.",
  limit_reached: () => "You have booked this already and can't book it again. You haven't been charged; see it under Orders.",
  amount_limit: () => "This number has taken enough for today. You haven't been charged; choose less, or come back tomorrow.",
  agency_resting: (_, say) => `They are under maintenance. You haven't been charged; try again ${say.until('later')}.`,
  nothing_due: () => 'Nothing is due now, so there is nothing to pay.',
  bill_gone: () => "This bill is gone, perhaps just paid. You haven't been charged; look it up again.",
  quote_expired: () => "The amount was held too long ago. You haven't been charged; look it up again.",
  price_changed: (_, say) => `The amount has changed${say.amount('')}. You haven't been charged; check the new amount before paying.`,
  order_differs: () => "This order differs from before. You haven't been charged; go back and choose the bills again.",
  bill_being_paid: (_, say) => `This bill is being paid right now. You haven't been charged twice; it can be paid ${say.until('shortly')}.`,
  too_many_unpaid: (_, say) =>
    `Too many orders are unpaid. You haven't been charged; finish or cancel some, or come back ${say.until('in an hour')}.`,
  already_paid: () => "This was already paid; you haven't been charged again. See it under Orders.",
  order_closed: () => "This order is closed. You haven't been charged; look the bill up again to pay.",
  not_groupable: () => "These can't be paid together. You haven't been charged; pay them one by one.",
  wallet_unavailable: () => "The wallet won't open now. You haven't been charged; try another one, or again in a few minutes.",
  wallet_not_linked: () => "This wallet works only inside its own app. You haven't been charged; choose another one.",
  payment_unclear: () => "It isn't clear yet whether you paid. Don't pay again; we ask every minute and show the answer under Orders.",
  cannot_cancel: () => "It is paid or being paid and can't be cancelled. See it under Orders.",
  fee_changed: (_, say) => `The fee for cancelling has changed${say.amount('')}. Nothing was cancelled; look at the new fee first.`,
  cancel_over: () => "It's too late to cancel. Your booking stands, and nothing more is charged.",
  receipt_not_ready: () => "The receipt isn't ready. You've paid; it comes when the company confirms.",
  offline: () => 'No network. What you filled in is kept; Orders will show whether anything was paid.',
  server_error: () => "Something failed on our side. Look under Orders first; trying again can't pay twice.",
};

/** @param now for 今天 and 明天 in times */
export function problemWords(code: ProblemCode, facts: ProblemFacts, language: Language, now: string | number | Date = Date.now()): string {
  const moment = facts.until && midSentence(showMoment(facts.until, now, language));
  const say: Say = {
    until(fallback) {
      if (!moment) return fallback;
      return language === 'zh' ? `${moment} 后` : `after ${moment}`;
    },
    at: (fallback) => (moment ? `${moment}${language === 'zh' ? ' ' : ''}` : fallback),
    amount(fallback) {
      if (facts.amount_fen === undefined) return fallback;
      const amount = showFen(fen(facts.amount_fen));
      return language === 'zh' ? `，现在是 ${amount}` : ` to ${amount}`;
    },
  };
  return (language === 'zh' ? zh : en)[code](facts, say);
}

/** Why an order was refused after payment, or its money went back. */
export const refusals = {
  already_paid: { zh: '这张账单已经在别处缴过了。', en: 'This bill had already been paid elsewhere.' },
  price_changed: { zh: '收费单位改了金额。', en: 'The company changed the amount.' },
  account_closed: { zh: '这个户号已经销户。', en: 'This account has been closed.' },
  bill_unknown: { zh: '收费单位找不到这张账单。', en: 'The company could not find this bill.' },
  quote_expired: { zh: '付款到账时，金额已经过了保留时间。', en: 'The payment arrived after the amount had expired.' },
  order_differs: { zh: '付款和订单对不上。', en: 'The payment did not match the order.' },
  not_accepted: { zh: '收费单位没有收下这笔钱。', en: 'The company did not accept this payment.' },
  account_unknown: { zh: '对方找不到这个号码。', en: 'This number was not found.' },
  selection_unknown: { zh: '你选的已经没有了。', en: 'What you chose is gone.' },
  sold_out: { zh: '付款到账时，已经被订完了。', en: 'It was taken before your payment arrived.' },
  limit_reached: { zh: '已经订过了，不能再订。', en: 'You had booked this already.' },
  amount_limit: { zh: '这个号码今天充得太多了。', en: 'This number had taken enough for the day.' },
  resting: { zh: '对方正在维护。', en: 'They were under maintenance.' },
  too_late: { zh: '已经过了可以取消的时间。', en: 'It was too late to cancel.' },
  fee_changed: { zh: '取消的手续费变了，没有取消。', en: 'The fee for cancelling had changed, so nothing was cancelled.' },
  already_used: { zh: '已经使用，不能取消。', en: "It has been used and can't be cancelled." },
  order_unknown: { zh: '对方找不到这笔订单，没有取消。', en: 'The booking was not found, so nothing was cancelled.' },
  not_cancellable: { zh: '这一项不能取消。', en: "This can't be cancelled." },
  agency_cancelled: { zh: '对方取消了，钱全额退给你。', en: 'They cancelled it; all of your money goes back to you.' },
  paid_twice: { zh: '这笔付了两次，多付的退给你。', en: 'This was paid twice; the second payment goes back to you.' },
  refund_ordered: { zh: '客服给你办了退款。', en: 'Our staff arranged this refund.' },
  closed_late: { zh: '订单关闭后才收到付款。', en: 'The payment came after the order was closed.' },
} as const satisfies Record<string, Words>;

export type RefusalCode = keyof typeof refusals;

/** An unknown code (a newer gateway) reads as `not_accepted`. */
export function refusalWords(code: string, language: Language): string {
  const known = Object.hasOwn(refusals, code) ? (code as RefusalCode) : 'not_accepted';
  return refusals[known][language];
}
