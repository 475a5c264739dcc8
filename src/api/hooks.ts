import { type InfiniteData, useInfiniteQuery, useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useDidShow } from '@tarojs/taro';
import { Problem } from '../contract/problem';
import type { Input, Output, RouteName } from '../contract/routes';
import { login } from '../platform/account/login';
import { useConsent } from '../state/consent';
import { useSession } from '../state/session';
import { call, NotAgreed } from './call';
import { queries } from './client';

/** What a page knows of an answer. Old data stays while a new one is fetched or could not be had. */
export interface Known<T> {
  readonly data: T | undefined;
  /** when `data` was answered, ms since 1970; 0 when never */
  readonly at: number;
  /** nothing to show yet, and being asked */
  readonly waiting: boolean;
  readonly fetching: boolean;
  /** why the last attempt failed, even while old data is shown */
  readonly problem: Problem | null;
  again(): void;
}

interface CallOptions {
  /** false: do not ask (yet) */
  readonly when?: boolean;
  /** how long an answer counts as fresh */
  readonly freshMs?: number;
  /** ask again every so many ms while the page is shown; false stops */
  readonly everyMs?: number | false;
}

export const queryKey = <R extends RouteName>(route: R, input: Input<R>): readonly [R, Input<R>] => [route, input];

/** @returns whether the citizen is, or can silently be, signed in. */
export function useSignedIn(): boolean {
  const agreed = useConsent((state) => state.agreed);
  const status = useSession((state) => state.status);
  return agreed && (status === 'in' || (status === 'fresh' && login.silent));
}

export function asProblem(error: unknown): Problem | null {
  if (!error || error instanceof NotAgreed) return null;
  return error instanceof Problem ? error : new Problem('server_error', {}, { cause: error });
}

/** Reads a route: last answer first, then a fresh one; asks again when the page comes back and the answer has aged. */
export function useCall<R extends RouteName>(route: R, input: Input<R>, options: CallOptions = {}): Known<Output<R>> {
  const { when = true, freshMs, everyMs = false } = options;
  const query = useQuery({
    queryKey: queryKey(route, input),
    queryFn: () => call(route, input),
    enabled: when,
    refetchInterval: everyMs,
    ...(freshMs !== undefined && { staleTime: freshMs }),
  });
  useDidShow(() => {
    if (when && query.isStale && !query.isFetching) void query.refetch();
  });
  return known(query, when);
}

/** Reads one route for several inputs at once. */
export function useCalls<R extends RouteName>(route: R, inputs: readonly Input<R>[]): readonly Known<Output<R>>[] {
  const answers = useQueries({
    queries: inputs.map((input) => ({ queryKey: queryKey(route, input), queryFn: () => call(route, input) })),
  });
  useDidShow(() => {
    for (const query of answers) if (query.isStale && !query.isFetching) void query.refetch();
  });
  return answers.map((query) => known(query, true));
}

/** The citizen's orders, newest first, page by page. */
export function useOrderPages(when: boolean): Known<Output<'orders'>['orders']> & { more: (() => void) | null } {
  const query = useInfiniteQuery({
    queryKey: ['orders', {}],
    queryFn: async ({ pageParam }) => {
      const page = await call('orders', pageParam ? { before: pageParam } : {});
      keepVouchers(page.orders);
      return page;
    },
    initialPageParam: '',
    getNextPageParam: ({ next }: Output<'orders'>) => next ?? undefined,
    enabled: when,
  });
  useDidShow(() => {
    if (when && query.isStale && !query.isFetching) void query.refetch();
  });
  const pages = query.data?.pages.flatMap(({ orders }) => orders);
  return {
    ...known({ ...query, data: pages }, when),
    more: query.hasNextPage
      ? () => {
          if (!query.isFetching) void query.fetchNextPage();
        }
      : null,
  };
}

/** Each booking's page can be opened without a network once the booking was seen anywhere. */
function keepVouchers(orders: Output<'orders'>['orders']): void {
  for (const order of orders) if (order.voucher) queries.setQueryData(queryKey('order', { id: order.id }), order);
}

/** Orders as they are now, told in the list as well: without a network it must not show an older state than their own page. */
export function noteOrders(orders: Output<'orders'>['orders']): void {
  keepVouchers(orders);
  const fresh = new Map(orders.map((order) => [order.id, order]));
  queries.setQueryData<InfiniteData<Output<'orders'>>>(['orders', {}], (old) => {
    if (!old) return old;
    const missing = orders.filter(({ id }) => !old.pages.some((page) => page.orders.some((one) => one.id === id)));
    const pages = old.pages.map((page, index) => ({
      ...page,
      orders: [...(index === 0 ? missing : []), ...page.orders.map((order) => fresh.get(order.id) ?? order)],
    }));
    return { ...old, pages };
  });
}

interface QueryLike<T> {
  readonly data: T | undefined;
  readonly dataUpdatedAt: number;
  readonly isFetching: boolean;
  readonly error: unknown;
  refetch(): unknown;
}

function known<T>(query: QueryLike<T>, when: boolean): Known<T> {
  return {
    data: query.data,
    at: query.dataUpdatedAt,
    waiting: when && query.data === undefined && query.isFetching,
    fetching: query.isFetching,
    problem: asProblem(query.error),
    again: () => void query.refetch(),
  };
}

/** An act that changes something. */
export interface Act<R extends RouteName> {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** @returns undefined when it failed; why is in `problem`. */
  run(input: Input<R>): Promise<Output<R> | undefined>;
  clear(): void;
}

/** @param stale routes whose answers change by this act; they are asked again. */
export function useAct<R extends RouteName>(route: R, stale: readonly RouteName[] = []): Act<R> {
  const act = useMutation({
    mutationFn: (input: Input<R>) => call(route, input),
    onSuccess: () => {
      for (const changed of stale) void queries.invalidateQueries({ queryKey: [changed] });
    },
  });
  return {
    busy: act.isPending,
    problem: asProblem(act.error),
    run: (input) => act.mutateAsync(input).catch(() => undefined),
    clear: act.reset,
  };
}
