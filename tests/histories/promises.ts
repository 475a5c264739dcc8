import type { Picture } from './books';
import type { Outside } from './outside';

/**
 * What must hold once nothing is left to do, whatever happened before.
 * @returns every broken promise in words; empty when all hold
 */
export function brokenPromises(picture: Picture, outside: Outside): string[] {
  const broken: string[] = [];
  const hold = (kept: boolean, promise: string) => {
    if (!kept) broken.push(promise);
  };
  const sum = (list: readonly { amount: number }[]) => list.reduce((total, one) => total + one.amount, 0);
  const order = new Map(picture.orders.map((one) => [one.number, one]));
  const paidBack = new Map([...outside.repayments.values()].filter((one) => one.state === 'succeeded').map((one) => [one.id, one.amount]));

  hold(picture.crooked === 0, 'every ledger transaction sums to zero');
  hold(Object.values(picture.balances).reduce((a, b) => a + b, 0) === 0, 'the ledger sums to zero');

  for (const trade of outside.trades.values()) {
    const payment = picture.payments.find((one) => one.id === trade.id);
    if (!payment) {
      broken.push(`payment ${trade.id} was stored before its channel was called`);
      continue;
    }
    if (trade.state !== 'paid') {
      hold(payment.status !== 'paid', `payment ${trade.id} is paid only when its channel says so`);
      continue;
    }
    if (trade.lie === 'always') {
      hold(
        payment.status === 'held' || (trade.late && payment.status !== 'paid'),
        `payment ${trade.id} of a wrong amount is held, not ${payment.status}`,
      );
      continue;
    }
    hold(payment.status === 'paid', `payment ${trade.id}, charged by its channel, is known as paid, not ${payment.status}`);
    for (const number of payment.orders) {
      const one = order.get(number);
      const refunds = picture.refunds.filter((refund) => refund.payment === trade.id && refund.order === number);
      const back = refunds.reduce((total, refund) => total + (paidBack.get(refund.id) ?? 0), 0);
      const owed = sum(refunds.filter((refund) => refund.status === 'failed' && !paidBack.has(refund.id)));
      const kept = (one?.amount ?? 0) - back - owed;
      hold(kept === 0 || kept === one?.amount, `order ${number} keeps all or nothing of payment ${trade.id}`);
      if (kept > 0) hold(one?.status === 'fulfilled', `order ${number} keeps money of ${trade.id}, so it is fulfilled, not ${one?.status}`);
    }
  }

  for (const payment of picture.payments)
    hold(['paid', 'closed', 'refused', 'held'].includes(payment.status), `payment ${payment.id} came to an end, not ${payment.status}`);

  for (const { number, status, amount } of picture.orders) {
    const posting = outside.postings.get(number);
    const keepers = picture.payments.filter(
      (payment) =>
        payment.status === 'paid' &&
        payment.orders.includes(number) &&
        !picture.refunds.some((refund) => refund.payment === payment.id && refund.order === number),
    );
    hold((posting?.state === 'done') === (status === 'fulfilled'), `order ${number} is ${status}, and its posting is ${posting?.state ?? 'absent'}`);
    hold(
      keepers.length === (status === 'fulfilled' ? 1 : 0),
      `order ${number} (${status}) is paid by ${keepers.length} payments that were not sent back`,
    );
    hold(status !== 'paid', `order ${number} went on from paid`);
    hold(!posting || posting.amount === amount, `order ${number} is posted with its own amount`);
    if (status === 'refunded')
      hold(
        picture.refunds.every((refund) => refund.order !== number || refund.status === 'succeeded'),
        `order ${number} is refunded only when all its refunds are`,
      );
    if (status === 'refunding')
      hold(
        picture.refunds.some((refund) => refund.order === number && refund.status === 'failed'),
        `order ${number} is refunding only because a refund failed`,
      );
  }

  const posted = [...outside.postings.values()].filter((one) => one.state === 'done');
  const bills = posted.flatMap((one) => one.bills);
  hold(new Set(bills).size === bills.length, 'no bill is written off twice');

  for (const refund of picture.refunds) {
    const theirs = outside.repayments.get(refund.id)?.state;
    hold(
      (refund.status === 'succeeded') === (theirs === 'succeeded'),
      `refund ${refund.id} is ${refund.status}, its channel says ${theirs ?? 'absent'}`,
    );
    hold(refund.status === 'succeeded' || refund.status === 'failed', `refund ${refund.id} came to an end`);
  }
  for (const [id] of paidBack)
    hold(
      picture.refunds.some((refund) => refund.id === id),
      `refund ${id} was stored before its channel was called`,
    );
  hold(
    [...picture.fulfilments, ...picture.refunds].every((one) => !one.due),
    'nothing that came to an end is still due',
  );

  const booked = [...outside.trades.values()].filter((one) => one.state === 'paid' && one.lie !== 'always');
  const back = [...outside.repayments.values()].filter((one) => one.state === 'succeeded');
  for (const channel of ['wechat', 'alipay', 'unionpay'] as const) {
    const theirs = sum(booked.filter((one) => one.channel === channel)) - sum(back.filter((one) => one.channel === channel));
    const ours = picture.balances[`channel:${channel}`] ?? 0;
    hold(ours === theirs, `our balance at ${channel} is theirs (${ours}, ${theirs})`);
  }
  const [held, owed, due] = ['held:water', 'agency:water', 'refunds_payable'].map((account) => picture.balances[account] ?? 0);
  hold(held === 0, `nothing is held for an agency (${held})`);
  hold(owed === -sum(posted), `we owe the agency what it wrote off (${owed}, ${sum(posted)})`);
  hold(due === -sum(picture.refunds.filter((refund) => refund.status === 'failed')), `what is to be paid back is what failed (${due})`);
  return broken;
}
