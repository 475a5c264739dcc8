import './abort';
import { QueryClient } from '@tanstack/react-query';
import { Problem } from '../contract/problem';
import { NotAgreed } from './call';

/** How long an answer counts as fresh; after that it is shown, marked with its time, while a new one is fetched. */
const FRESH_MS = 15_000;
const KEPT_MS = 7 * 24 * 3_600_000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      gcTime: KEPT_MS,
      // Failing at once lets the page show its last data with its time; it never waits for a network event.
      networkMode: 'always',
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 1 && !(error instanceof NotAgreed) && error instanceof Problem && error.retryable && error.code !== 'offline',
      retryDelay: 1_500,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
