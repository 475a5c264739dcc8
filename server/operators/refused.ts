/** Why an operator's act did not happen: told in one line, audited by its code. The subject is never personal data. */
export type RefusedCode =
  | 'sign_in_refused'
  | 'role_too_low'
  | 'code_needed'
  | 'not_found'
  | 'bad_input'
  | 'state_forbids'
  | 'amount_too_large'
  | 'repeated'
  | 'own_request'
  | 'already_set_up'
  | 'not_set_up';

export class OperatorRefused extends Error {
  constructor(
    readonly code: RefusedCode,
    message: string,
  ) {
    super(message);
    this.name = 'OperatorRefused';
  }
}
