export const roles = ['viewer', 'operator', 'supervisor'] as const;
export type Role = (typeof roles)[number];

interface Rule {
  /** the lowest role that may */
  readonly least: Role;
  /** true: needs a one-time code of this moment, a session is not enough */
  readonly fresh: boolean;
  readonly what: string;
}

/** Everything an operator can do, and who may. */
export const acts = {
  'orders.show': { least: 'viewer', fresh: false, what: 'look an order up' },
  'payments.show': { least: 'viewer', fresh: false, what: 'look a payment up' },
  'cases.list': { least: 'viewer', fresh: false, what: 'list differences found by reconciliation' },
  'cases.show': { least: 'viewer', fresh: false, what: 'look one up' },
  'cases.close': { least: 'operator', fresh: false, what: 'close one' },
  'alarms.list': { least: 'viewer', fresh: false, what: 'list what a person must look at' },
  'alarms.close': { least: 'operator', fresh: false, what: 'say that it was dealt with' },
  'day.show': { least: 'viewer', fresh: false, what: 'balances of the ledger' },
  'audit.show': { least: 'viewer', fresh: false, what: 'who did what' },
  'refunds.list': { least: 'viewer', fresh: false, what: 'refunds that wait for approval, run or failed' },
  'refund.order': { least: 'operator', fresh: true, what: 'order a refund' },
  'refund.again': { least: 'operator', fresh: true, what: 'try a failed refund again, same number' },
  'refund.approve': { least: 'supervisor', fresh: true, what: "approve another's refund over the limit" },
  'refund.decline': { least: 'supervisor', fresh: false, what: 'decline a refund that waits' },
  'service.pause': { least: 'operator', fresh: false, what: 'stop new orders of a service' },
  'service.resume': { least: 'operator', fresh: false, what: 'take new orders again' },
  'notice.list': { least: 'viewer', fresh: false, what: "a channel's last notices" },
  'notice.replay': { least: 'operator', fresh: false, what: "play a channel's notice again" },
  'day.reconcile': { least: 'operator', fresh: false, what: "compare a day's books with a channel or agency" },
  'table.export': { least: 'operator', fresh: false, what: 'write a day of a table as CSV' },
  'keys.show': { least: 'viewer', fresh: false, what: "the ids of the vault's keys and whether rows need them" },
  'keys.rotate': { least: 'supervisor', fresh: true, what: 'seal and index everything with the current keys' },
  'sessions.open': { least: 'viewer', fresh: true, what: 'sign in for a while' },
  'sessions.list': { least: 'viewer', fresh: false, what: 'who is signed in' },
  'sessions.end': { least: 'viewer', fresh: false, what: "end one's own session; a supervisor ends any" },
  'operators.list': { least: 'viewer', fresh: false, what: 'who is an operator' },
  'operators.add': { least: 'supervisor', fresh: true, what: 'add an operator' },
  'operators.role': { least: 'supervisor', fresh: true, what: "change another's role" },
  'operators.disable': { least: 'supervisor', fresh: true, what: "close another's account" },
} as const satisfies Record<string, Rule>;

export type Act = keyof typeof acts;

/** `a viewer`, `an operator` */
export function aRole(role: Role): string {
  return `${role === 'operator' ? 'an' : 'a'} ${role}`;
}

export function mayDo(role: Role, act: Act): boolean {
  return roles.indexOf(role) >= roles.indexOf(acts[act].least);
}
