import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { drawStates, STATES_FILE } from '../scripts/states';
import { type Machine, machines, next, orderMachine, paymentMachine, refundMachine } from './states';

function reachable(machine: Machine<string, string>, from: string): Set<string> {
  const seen = new Set([from]);
  for (const one of seen) for (const edge of machine.edges) if (edge.from === one) seen.add(edge.to);
  return seen;
}

describe.each(machines.map((machine) => [machine.name, machine as Machine<string, string>]))('the states of a %s', (_, machine) => {
  const states = new Set([machine.start, ...machine.edges.flatMap(({ from, to }) => [from, to])]);

  it('are all reached from the start', () => {
    expect([...reachable(machine, machine.start)].sort()).toEqual([...states].sort());
  });

  it('all lead on, or are an end', () => {
    for (const state of states) expect(machine.edges.some((edge) => edge.from === state) || machine.ends.includes(state)).toBe(true);
  });

  it('can each still come to an end', () => {
    for (const state of states) expect([...reachable(machine, state)].some((one) => machine.ends.includes(one))).toBe(true);
  });
});

describe('whatever happens in whatever order', () => {
  const walk = <S extends string, E extends string>(machine: Machine<S, E>, events: readonly E[]) => {
    const path = [machine.start];
    for (const event of events) path.push(next(machine, path[path.length - 1] as S, event) ?? (path[path.length - 1] as S));
    return path;
  };
  const eventsOf = <S extends string, E extends string>(machine: Machine<S, E>) =>
    fc.array(fc.constantFrom(...new Set(machine.edges.map((edge) => edge.event))), { maxLength: 12 });

  it('a paid payment stays paid', () => {
    fc.assert(
      fc.property(eventsOf(paymentMachine), (events) => {
        const path = walk(paymentMachine, events);
        const paid = path.indexOf('paid');
        return paid < 0 || path.slice(paid).every((state) => state === 'paid');
      }),
      { numRuns: 20_000 },
    );
  });

  it('an order is fulfilled or refunded, never both, unless an operator ordered the refund', () => {
    fc.assert(
      fc.property(eventsOf(orderMachine), (events) => {
        const path = walk(orderMachine, events);
        return events.includes('refund_ordered') || !(path.includes('fulfilled') && path.includes('refunded'));
      }),
      { numRuns: 20_000 },
    );
  });

  it('money that was paid back is not paid back again', () => {
    fc.assert(
      fc.property(
        eventsOf(refundMachine),
        (events) => walk(refundMachine, events).filter((state, i, path) => state === 'succeeded' && path[i - 1] !== 'succeeded').length <= 1,
      ),
      { numRuns: 20_000 },
    );
  });
});

it('docs/states.svg is drawn from these tables (npm run states)', async () => {
  expect(readFileSync(STATES_FILE, 'utf8')).toBe(await drawStates());
});
