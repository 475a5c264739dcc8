import type { TwinClient, WalletOutcome } from '../support/twin';

/** The outside world as a phone reaches it. */
export interface Surroundings {
  /** where the gateway really is; requests to the address that was built in go there */
  readonly origin: string;
  readonly twin: TwinClient;
}

/**
 * What a person does in the wallet that opened: `use` tells the twin and gives back the wallet's own word for it.
 * null: the program is not told any more, since it was killed meanwhile.
 */
export type InWallet = (use: (outcome: WalletOutcome) => Promise<string>) => Promise<string | null>;

export interface Call {
  readonly name: string;
  readonly options: unknown;
}

/** A citizen's phone: what outlives a killed program, and what was observed while programs ran on it. */
export class Phone {
  /** as the platform stores it: by value */
  readonly storage = new Map<string, string>();
  readonly calls: Call[] = [];
  /** uses of the platform that a real one would not understand; a journey ends with none */
  readonly violations: string[] = [];
  /** what the program threw or logged as an error */
  readonly errors: string[] = [];
  /** requests and their answers, for the message of a journey that failed */
  readonly wire: string[] = [];
  readonly toasts: string[] = [];
  clipboard = '';
  /** the number that the citizen picks when the phone's contacts open, as it is kept there; empty: closed without a choice */
  contact = '';
  online = true;
  /** the next answers of dialogs that the platform shows, true is yes */
  readonly answers: boolean[] = [];
  inWallet: InWallet = (use) => use('pay');
  private person: string;

  constructor(
    readonly surroundings: Surroundings,
    readonly language: 'zh' | 'en' = 'zh',
    person?: string,
  ) {
    this.person = person ?? `phone-${Math.random().toString(36).slice(2)}`;
  }

  loginCode(wallet: 'wechat' | 'alipay'): Promise<string> {
    return this.surroundings.twin.loginCode(wallet, this.person);
  }

  wasCalled(name: string): Call[] {
    return this.calls.filter((call) => call.name === name);
  }
}
