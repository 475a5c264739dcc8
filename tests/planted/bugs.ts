/** A bug that somebody might make: in `file`, `find` (which stands there once) becomes `plant`; one of `tests` must turn red. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly plant: string;
  /** path of a test file, then what its title contains */
  readonly caught: readonly [file: string, title: string];
}

const MODEL = ['tests/histories/model.test.ts', 'random histories'] as const;

export const bugs: readonly Bug[] = [
  {
    name: 'the amount of a notice is not compared',
    file: 'server/payments/decisions.ts',
    find: 'fact.amount_fen !== payment.amount_fen',
    plant: 'false',
    caught: MODEL,
  },
  {
    name: 'not there counts as closed before its end',
    file: 'server/payments/decisions.ts',
    find: "(answer.is === 'not_there' && over)",
    plant: "answer.is === 'not_there'",
    caught: MODEL,
  },
  {
    name: 'a payment that its channel closed is asked about for ever',
    file: 'server/payments/decisions.ts',
    find: "if (answer.is === 'closed') return 'end';",
    plant: '',
    caught: MODEL,
  },
  {
    name: 'an unpaid payment is never closed',
    file: 'server/payments/decisions.ts',
    find: "answer.is === 'unpaid' && expired ? 'close' : 'ask_later'",
    plant: "'ask_later'",
    caught: MODEL,
  },
  {
    name: 'a refund without an answer counts as failed',
    file: 'server/payments/decisions.ts',
    find: "if (answer === 'unknown' || answer === 'absent') return { is: 'ask_later' };",
    plant: "if (answer === 'unknown' || answer === 'absent') answer = 'failed';",
    caught: MODEL,
  },
  {
    name: 'a refund that never arrived is not asked for again',
    file: 'server/payments/decisions.ts',
    find: "if (tries > 1 && answer.is === 'absent') answer = await channel.refund();",
    plant: '',
    caught: MODEL,
  },
  {
    name: 'an unsigned refusal of a refund is believed',
    file: 'server/payments/decisions.ts',
    find: "return state.is === 'absent' ? answer : state;",
    plant: 'return answer;',
    caught: MODEL,
  },
  {
    name: 'an order is refunded when its first refund is',
    file: 'server/payments/decisions.ts',
    find: "refunds.every((one) => one === 'succeeded')",
    plant: "refunds.some((one) => one === 'succeeded')",
    caught: MODEL,
  },
  {
    name: 'a second payment takes the bills of the first',
    file: 'server/payments/decisions.ts',
    find: "const paid = taken && next(orderMachine, order, 'payment_succeeded');",
    plant: "const paid = mayTake(order, late) && next(orderMachine, order, 'payment_succeeded');",
    caught: ['tests/gateway/refusals.test.ts', 'paid twice is written off once'],
  },
  {
    name: 'an agency that does not answer has refused',
    file: 'server/fulfilment/decisions.ts',
    find: "if (answer === 'unknown') return { is: 'ask_later' };",
    plant: "if (answer === 'unknown') answer = 'refused';",
    caught: MODEL,
  },
  {
    name: 'a closed payment can no longer be paid',
    file: 'server/states.ts',
    find: "  closed: { channel_paid: 'paid', facts_differ: 'held' },\n",
    plant: "  closed: { facts_differ: 'held' },\n",
    caught: MODEL,
  },
  {
    name: 'bills that another order paid are taken again',
    file: 'server/payments/claims.ts',
    find: 'if (taken.some((claim) => claim.order_number !== order.number)) return false;',
    plant: '',
    caught: ['tests/gateway/refusals.test.ts', 'paid twice is written off once'],
  },
  {
    name: 'a bill that somebody is paying can be paid by another',
    file: 'server/payments/claims.ts',
    find: 'where not bill_claims.paid and (bill_claims.citizen = excluded.citizen or bill_claims.until <= $5)',
    plant: 'where not bill_claims.paid and $5::timestamptz is not null',
    caught: ['tests/gateway/refusals.test.ts', 'being paid by one is refused to another'],
  },
  {
    name: 'another citizen’s payment can be seen',
    file: 'server/payments/payment.ts',
    find: "if (row?.citizen !== citizen.id) throw new Problem('not_found');",
    plant: "if (!row) throw new Problem('not_found');",
    caught: ['tests/gateway/refusals.test.ts', 'is nobody else’s'],
  },
  {
    name: 'an id stands for another quote',
    file: 'server/orders/orders.ts',
    find: "if (row.quote !== quote) throw new Problem('order_differs');",
    plant: '',
    caught: ['tests/gateway/refusals.test.ts', 'is the same order when it is placed again'],
  },
  {
    name: 'a notice of an hour ago is believed',
    file: 'server/channels/wechat/signature.ts',
    find: "if (Math.abs(now.getTime() - Number(timestamp) * 1000) >= MAX_SKEW_MS) return 'clock';",
    plant: '',
    caught: ['server/channels/wechat/signature.test.ts', 'are refused 300 s off'],
  },
  {
    name: 'the ledger takes entries that do not sum to zero',
    file: 'server/database/migrations/0001_first_path.sql',
    find: 'if total <> 0 then',
    plant: 'if total <> 0 and false then',
    caught: ['tests/gateway/ledger.test.ts', 'refuses one fen too many'],
  },
  {
    name: 'a session that was ended lives on',
    file: 'server/citizens/sessions.ts',
    find: 's.token_hash = $1 and s.revoked_at is null',
    plant: 's.token_hash = $1',
    caught: ['tests/gateway/sign-in.test.ts', 'lists sessions and ends one'],
  },
  {
    name: 'money is booked twice when a notice comes five times at once',
    file: 'server/payments/decisions.ts',
    find: "if (!next(paymentMachine, payment.status, 'channel_paid')) return { is: 'known' };",
    plant: '',
    caught: MODEL,
  },
  {
    name: 'an answer of WeChat is believed whatever its key',
    file: 'server/channels/wechat/signature.ts',
    find: "return rsaVerify(messageText(timestamp, nonce, message.body), signature, key) ? null : 'signature';",
    plant: 'return null;',
    caught: ['tests/gateway/notices.test.ts', 'signed by a stranger is refused'],
  },
  {
    name: 'an agency’s answer is believed whoever signed it',
    file: 'server/agencies/agency.ts',
    find: "if (answer.headers['ryf-key'] !== settings.theirKeyId) return 'key';",
    plant: '',
    caught: ['server/agencies/agency.test.ts', 'that answers in another name has not answered'],
  },
  {
    name: 'an agency’s answer of yesterday is believed',
    file: 'server/agencies/agency.ts',
    find: "if (Math.abs(settings.clock().getTime() - Number(time) * 1000) > MAX_SKEW_MS) return 'clock';",
    plant: '',
    caught: ['server/agencies/agency.test.ts', 'that answers 301 s late has not answered'],
  },
  {
    name: 'a quote that does not add up is sold',
    file: 'server/providers/bill.ts',
    find: 'if (!whole ||',
    plant: 'if (false &&',
    caught: ['server/providers/bill.test.ts', ''],
  },
  {
    name: 'a notice is acknowledged although it could not be booked',
    file: 'server/payments/notices.ts',
    find: 'const verdict = await bookNotice(ctx, channel, notice, keep);',
    plant: "const verdict = await bookNotice(ctx, channel, notice, keep).catch(() => 'known');",
    caught: ['server/payments/notices.test.ts', ''],
  },
  {
    name: 'a certificate that ran out is believed',
    file: 'server/channels/unionpay/certificate.ts',
    find: 'return signer && signer.from <= now.getTime() && now.getTime() <= signer.to ? signer.key : null;',
    plant: 'return signer ? signer.key : null;',
    caught: ['server/channels/unionpay/certificate.test.ts', ''],
  },
  {
    name: 'anybody’s certificate under UnionPay’s root is UnionPay',
    file: 'server/channels/unionpay/certificate.ts',
    find: 'if (!name || ![UNIONPAY, ...extraSigners].includes(name)) return null;',
    plant: 'if (!name) return null;',
    caught: ['server/channels/unionpay/certificate.test.ts', ''],
  },
  {
    name: 'a cancellation costs another fee than the one that was shown',
    file: 'server/cancellations/decisions.ts',
    find: "if (cost.fee_fen !== agreed) return { is: 'refused', problem: 'fee_changed', fee_fen: cost.fee_fen };",
    plant: '',
    caught: ['server/cancellations/decisions.test.ts', ''],
  },
  {
    name: 'an agency that does not answer has given the order back',
    file: 'server/cancellations/decisions.ts',
    find: "if (answer === 'unknown') return { is: 'ask_later' };",
    plant: "if (answer === 'unknown') answer = 'cancelled';",
    caught: ['server/cancellations/decisions.test.ts', ''],
  },
  {
    name: 'yuan become fen by floating point',
    file: 'src/contract/money.ts',
    find: "Number(whole) * 100 + Number(part.padEnd(2, '0'))",
    plant: "Math.trunc(Number(whole + '.' + part) * 100)",
    caught: ['src/contract/contract.test.ts', ''],
  },
];
