import type { Phone } from './phone';
import { Fail } from './platform-api';

/** What is built into the program: `TARO_APP_API` of the build, see config/index.ts. */
const BUILT_IN = new URL(process.env.TARO_APP_API ?? 'http://127.0.0.1:8080').origin;

export interface Carried {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

/** Carries a request of the program to the gateway that runs for this test; all but the origin stays as the program wrote it. */
export async function carry(
  phone: Phone,
  url: string,
  init: { method: string; headers: Record<string, string>; body: string | undefined },
): Promise<Carried> {
  const wanted = new URL(url);
  if (wanted.origin !== BUILT_IN) {
    phone.violations.push(`a request to ${wanted.origin}, which is not the gateway ${BUILT_IN}`);
    throw new Fail({ errMsg: 'request:fail url not in domain list', error: 4 });
  }
  if (!phone.online) throw offline();
  const { body, method, headers } = init;
  const answer = await fetch(phone.surroundings.origin + wanted.pathname + wanted.search, {
    method,
    headers,
    ...(body !== undefined && method !== 'GET' && { body }),
  }).catch(() => {
    throw offline();
  });
  const text = await answer.text();
  phone.wire.push(`${method} ${wanted.pathname} ${answer.status} ${text.slice(0, 160)}`);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text };
}

const offline = (): Fail => new Fail({ errMsg: 'request:fail ', errno: 5, error: 12, errorMessage: 'network unavailable' });

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
