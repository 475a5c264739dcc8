import { table } from './table';

/** One line for people; the program ends with 1. */
export class OpsError extends Error {}

const verbs: readonly (readonly [string, string])[] = [
  ['orders <number|id>', 'an order: its money, payments, refunds, ledger'],
  ['payments <id>', 'a payment and its orders'],
  ['refunds', 'refunds that wait for approval, run or failed'],
  ['refund <order> [--amount 12.50] --why … [--again]', 'pay back a fulfilled order, all that is left or a part'],
  ['approve <request>', "let another's refund over the limit go"],
  ['decline <request> --why …', 'end it without paying'],
  ['refund-again <refund> --why …', 'ask the channel anew for a failed refund, same number'],
  ['pause <service> [--until …] [--message zh/en] --why …', 'take no new orders; what is being paid goes on'],
  ['resume <service>', 'take orders again'],
  ['alarms', 'what a person must look at'],
  ['alarms close <kind> <subject> --why …', 'it was dealt with'],
  ['cases [list]', 'differences that reconciliation found'],
  ['cases show <id>', 'one of them, with its evidence'],
  ['cases close <id> --why …', 'it was dealt with'],
  ['reconcile <channel|agency> <day>', "compare a day's books now"],
  ['notices <channel>', "a channel's last notices"],
  ['replay-notice <channel> <key>', 'take a stored notice again'],
  ['day [day]', 'who holds what at the end of a day'],
  ['export <table> --day <day> --csv', 'a day of a table on standard output'],
  ['audit [subject]', 'who did what'],
  ['keys', "the vault's keys, and which may be taken away"],
  ['rotate-keys', 'seal and index everything with the current keys'],
  ['operators list', 'accounts'],
  ['operators roles', 'who may do what'],
  ['operators add <name> --role <role>', 'a new account, whose secret is shown once'],
  ['operators add <name> --first', 'the first one, while there is none'],
  ['operators role <name> <role>', "change another's role"],
  ['operators disable <name>', "close another's account"],
  ['sessions open', 'sign in for half an hour'],
  ['sessions [list]', 'who is signed in'],
  ['sessions end <id>', 'sign out'],
];

export function usage(): string {
  return `npm run ops -- <verb> …

${table([{ title: 'verb' }, { title: 'what it does' }], verbs)}
Who:    --as <name> --code <6 digits>, or RONGYIFU_OPERATOR and RONGYIFU_CODE, or RONGYIFU_SESSION (sessions open)
Where:  the gateway's settings from the environment, or RONGYIFU_HOME of a running npm start
Days    are Beijing days such as 2026-11-23. --until takes +90m, +2h or 2026-11-24T08:00 (Beijing).
--json  answers for programs. docs/operators.md explains all of it.
`;
}

/** The lines of one verb, for when it was used wrongly. */
export function usageOf(verb: string): string {
  const own = verbs.filter(([line]) => line.split(' ')[0] === verb);
  return `Usage: ${own.map(([line]) => `npm run ops -- ${line}`).join('  or  ')}`;
}

export function isVerb(verb: string): boolean {
  return verbs.some(([line]) => line.split(' ')[0] === verb);
}
