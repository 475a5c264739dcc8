import type { KeyModes } from '../../sandbox/keys';
import type { Attempt, RawNotice } from '../../server/channels/channel';
import type { ChannelId, PayRequest } from '../../src/contract/order';
import type { Bench } from './bench';

/** What every channel is held to. A description names those that do not apply to its channel, and why. */
export const PARTS = [
  'pay: again is the same order',
  'pay: without a payer or way is refused',
  'query: unpaid',
  'query: paid',
  'query: unknown',
  'close: unpaid',
  'close: paid',
  'close: not there',
  'close: racing with the payer',
  'close: paid after it',
  'refund: full',
  'refund: in two parts',
  'refund: more than is left',
  'refund: the same number again',
  'refund: the same number with another amount',
  'refund: answer lost, then queried',
  'refund: absent until asked for',
  'refund: processing, then failed',
  'notice: good',
  'notice: of a refund',
  'notice: replayed, with a new signature',
  'notice: forged',
  'notice: one byte off',
  'notice: unknown key',
  'notice: clock too far behind and ahead',
  'notice: probe',
  'notice: wrong amount and app are passed on',
  'trouble: 429, then success',
  'trouble: 500, then success',
  'trouble: time-out without effect',
  'trouble: time-out with effect',
  'trouble: answer without a good signature',
  'trouble: error answer without signature',
  'words: + % & and emoji',
  'keys: rotated in mid-run',
  'keys: after a restart',
  'statement: ready',
  'statement: not ready',
  'statement: empty',
  'statement: altered',
] as const;
export type Part = (typeof PARTS)[number];

export interface Way {
  readonly name: string;
  /** surface, what it runs in, app and payer */
  readonly attempt: (bench: Bench) => Promise<Partial<Attempt>>;
  /** what the payer does with what `pay` answered */
  readonly act: (bench: Bench, request: PayRequest) => Promise<void>;
}

export interface Mode {
  readonly name: string;
  readonly keys: KeyModes;
  /** how the twin signs meanwhile: the body of `/_twin/keys` */
  readonly twin: object;
}

/** What one channel has and is. */
export interface Description {
  readonly channel: ChannelId;
  readonly modes: readonly Mode[];
  /** the first is used for everything but paying itself */
  readonly ways: readonly [Way, ...Way[]];
  readonly notApplicable: Partial<Record<Part, string>>;
  /** a description of what is paid that tries the wire; within what the channel allows */
  readonly words: string;
  /** whether the channel knows an order before somebody pays it */
  readonly knowsUnpaid: boolean;
  /** what a close of an order that nobody paid answers at once */
  readonly closesUnpaid: 'closed' | 'not_there' | 'unknown';
  /** what a refund answers at once, and what the same number again */
  readonly refundsAs: { readonly first: 'succeeded' | 'processing'; readonly again: 'succeeded' | 'processing' | 'unknown' };
  /** why a stranger's signature is refused */
  readonly forgedWhy: 'signature' | 'key';
  /** makes of a good notice one of a key that nobody holds */
  readonly unknownKey: (bench: Bench, raw: RawNotice) => RawNotice;
  /** part of the operation in the twin's words */
  readonly operation: { readonly query: string; readonly refund: string };
  /** settings whose address is changed to one where nobody answers */
  readonly addressSetting: string;
  /** the merchant number and app in a fact of the first way */
  readonly identity: (bench: Bench) => { merchant: string; app: string };
  /** makes the twin sign with a certificate that nobody has seen: the body of `/_twin/keys` */
  readonly rotate: object;
}
