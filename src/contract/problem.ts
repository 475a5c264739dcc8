import type { Words } from './service';

/**
 * Every way a request can go wrong, in one list: HTTP status, whether trying the same request again can help,
 * and whether money may already have moved. The words for each code, in both languages, are in `src/text/problems.ts`.
 */
export const problems = {
  // the request
  bad_request: { status: 400, retryable: false },
  body_too_large: { status: 413, retryable: false },
  not_found: { status: 404, retryable: false },
  forbidden: { status: 403, retryable: false },
  too_many_requests: { status: 429, retryable: true },
  // signing in
  not_signed_in: { status: 401, retryable: false },
  login_code_refused: { status: 401, retryable: false },
  sms_code_wrong: { status: 401, retryable: false },
  sms_too_soon: { status: 429, retryable: true },
  login_unavailable: { status: 503, retryable: true },
  // looking up and ordering
  service_paused: { status: 503, retryable: true },
  account_malformed: { status: 400, retryable: false },
  account_unknown: { status: 404, retryable: false },
  agency_unavailable: { status: 503, retryable: true },
  selection_gone: { status: 409, retryable: false },
  sold_out: { status: 409, retryable: false },
  limit_reached: { status: 409, retryable: false },
  amount_limit: { status: 409, retryable: false },
  agency_resting: { status: 503, retryable: false },
  nothing_due: { status: 409, retryable: false },
  bill_gone: { status: 409, retryable: false },
  quote_expired: { status: 409, retryable: false },
  price_changed: { status: 409, retryable: false },
  order_differs: { status: 409, retryable: false },
  // paying
  bill_being_paid: { status: 409, retryable: true },
  too_many_unpaid: { status: 429, retryable: true },
  already_paid: { status: 409, retryable: false },
  order_closed: { status: 409, retryable: false },
  not_groupable: { status: 400, retryable: false },
  wallet_unavailable: { status: 503, retryable: true },
  wallet_not_linked: { status: 409, retryable: false },
  payment_unclear: { status: 503, retryable: true },
  cannot_cancel: { status: 409, retryable: false },
  fee_changed: { status: 409, retryable: false },
  cancel_over: { status: 409, retryable: false },
  receipt_not_ready: { status: 409, retryable: true },
  // us, and the way to us
  offline: { status: 0, retryable: true },
  server_error: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ProblemCode = keyof typeof problems;

/** Facts that a problem's sentence may name; times are ISO 8601 UTC. */
export interface ProblemFacts {
  /** when trying again makes sense */
  until?: string;
  /** the field that was wrong, as a path: `orders.0` */
  field?: string;
  /** how many digits an account number has */
  digits?: number;
  /** what now is true, e.g. the new total in fen */
  amount_fen?: number;
  service?: string;
  /** why a service is paused, in the operators' words, without a full stop */
  notice?: Words;
}

/** What every refused request answers with. `message` is already in the language that was asked for. */
export interface ProblemBody {
  error: { code: ProblemCode; message: string; retryable: boolean; facts: ProblemFacts };
}

/** The one error that crosses a boundary; anything else that is thrown is a bug and becomes `server_error`. */
export class Problem extends Error {
  readonly status: number;
  readonly retryable: boolean;
  constructor(
    readonly code: ProblemCode,
    readonly facts: ProblemFacts = {},
    options?: { cause?: unknown },
  ) {
    super(code, options);
    this.name = 'Problem';
    this.status = problems[code].status;
    this.retryable = problems[code].retryable;
  }
}

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problems, code);
}
