import * as common from '../common/seeded';

/** A number in [0, 1) that is always the same for the same account and purpose. */
export function seeded(account: string, purpose: string): number {
  return common.seeded('water', account, purpose);
}

/** A whole number from `least` to `most`, always the same for the same account and purpose. */
export function seededWhole(account: string, purpose: string, least: number, most: number): number {
  return common.seededWhole('water', account, purpose, least, most);
}

/** Account numbers of this company have 12 digits and begin with 2051; tail 04 is never one. */
export function isAccount(account: string): boolean {
  return /^2051\d{8}$/.test(account) && tailOf(account) !== '04';
}

export function tailOf(account: string): string {
  return account.slice(-2);
}

/** The invented holder's full name. */
export function holderOf(account: string): string {
  return common.personOf('water', account).zh;
}
