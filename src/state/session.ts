import { create } from 'zustand';
import { readStored, removeStored, writeStored } from '../platform/storage';

interface SessionState {
  /** `fresh`: nobody has signed in or out here yet; a mini-program may sign in by itself */
  readonly status: 'fresh' | 'in' | 'out';
  /** bearer token in mini-programs; null on the web, where the session is a cookie that scripts cannot read */
  readonly token: string | null;
}

const fresh: SessionState = { status: 'fresh', token: null };

export const useSession = create<SessionState>(() => readStored<SessionState>('session') ?? fresh);

export function rememberSession(token: string | null): void {
  useSession.setState({ status: 'in', token });
  writeStored('session', { status: 'in', token } satisfies SessionState);
}

/** @param status `out` keeps a mini-program from signing in again unasked. */
export function forgetSession(status: 'fresh' | 'out'): void {
  useSession.setState({ status, token: null });
  if (status === 'out') writeStored('session', { status, token: null } satisfies SessionState);
  else removeStored('session');
}
