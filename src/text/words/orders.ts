import type { OrderStatus, Station } from '../../contract/order';

const zh = {
  title: '订单',
  filters: { all: '全部', open: '进行中', done: '已完成', back: '退款' },
  statuses: {
    unpaid: '待付款',
    paid: '核实中',
    fulfilled: '已缴清',
    refunding: '退款中',
    refunded: '已退款',
    cancelling: '取消中',
    returning: '退款中',
    returned: '已取消退款',
    cancelled: '已取消',
    expired: '已过期',
  } as Record<OrderStatus, string>,
  heldUntil: (time: string, left: string) => ({ before: `金额留到 ${time}，还有 `, left }),
  placeHeldUntil: (time: string, left: string) => ({ before: `给你留到 ${time}，还有 `, left }),
  resume: '继续付款',
  monthPaid: (amount: string) => `已付 ${amount}`,
  waitingAgency: (agency: string) => `${agency}还没回话`,
  backSent: '正在退回',
  backDone: '已原路退回',
  notPaid: '没有付款',
  noneTitle: '还没有订单',
  noneNote: '缴过的费都记在这里，随时能看钱在哪里',
  noneAction: '去缴费',
  noneFilter: '这一类还没有订单',
  signedOutTitle: '登录看订单',
  signedOutNote: '在哪里缴的都能看到',
  signedOutAction: '登录',
  asking: '正在取你的订单',
  earlier: '更早',
};

const en: typeof zh = {
  title: 'Orders',
  filters: { all: 'All', open: 'Open', done: 'Done', back: 'Refunds' },
  statuses: {
    unpaid: 'Unpaid',
    paid: 'Checking',
    fulfilled: 'Paid',
    refunding: 'Refunding',
    refunded: 'Refunded',
    cancelling: 'Cancelling',
    returning: 'Refunding',
    returned: 'Cancelled, refunded',
    cancelled: 'Cancelled',
    expired: 'Expired',
  },
  heldUntil: (time, left) => ({ before: `Held until ${time}, left `, left }),
  placeHeldUntil: (time, left) => en.heldUntil(time, left),
  resume: 'Go on paying',
  monthPaid: (amount) => `Paid ${amount}`,
  waitingAgency: (agency) => `waiting for ${agency}`,
  backSent: 'on its way back',
  backDone: 'returned to you',
  notPaid: 'not charged',
  noneTitle: 'No orders yet',
  noneNote: 'What you pay is kept here, and you can see where the money is',
  noneAction: 'Pay a bill',
  noneFilter: 'No orders of this kind yet',
  signedOutTitle: 'Sign in to see orders',
  signedOutNote: 'Wherever you paid, it shows here',
  signedOutAction: 'Sign in',
  asking: 'Getting your orders',
  earlier: 'Earlier',
};

export const orders = { zh, en };

/** Names of the stops on 钱在哪里. @param agency whom the money is for */
const stationsZh: Record<Station['code'], (agency: string) => string> = {
  paid: () => '你付了钱',
  agency_told: (agency) => `${agency}收到通知`,
  written_off: (agency) => `${agency}销账`,
  part_refunded: () => '部分退款',
  settled: (agency) => `钱款划给${agency}`,
  refused: () => '已拒绝',
  cancel_asked: (agency) => `等${agency}办理取消`,
  cancelled: (agency) => `${agency}已取消`,
  refund_sent: () => '退款已发出',
  refunded: () => '钱已退回',
};

const stationsEn: typeof stationsZh = {
  paid: () => 'You paid',
  agency_told: (agency) => `${agency} was told`,
  written_off: (agency) => `${agency} confirmed`,
  part_refunded: () => 'Part of it refunded',
  settled: (agency) => `Money goes to ${agency}`,
  refused: () => 'Refused',
  cancel_asked: (agency) => `Waiting for ${agency} to cancel`,
  cancelled: (agency) => `${agency} cancelled it`,
  refund_sent: () => 'Refund sent',
  refunded: () => 'Money is back',
};

export const stations = { zh: stationsZh, en: stationsEn };
