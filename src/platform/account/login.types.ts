/** What a platform hands over so that the gateway can know the citizen. */
export interface LoginCode {
  readonly route: 'signInWechat' | 'signInAlipay';
  readonly code: string;
}

export interface Login {
  /** whether the citizen is known without being asked */
  readonly silent: boolean;
  /** @returns null where the citizen must type something first. */
  code(): Promise<LoginCode | null>;
}

export const SIGN_IN_PAGE = '/pages/signin/index';
