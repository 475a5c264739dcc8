import { type HoldOrder, onHoldDue } from './holds';

const order = (status: HoldOrder['status'], told: HoldOrder['told'] = null): HoldOrder => ({ status, told });

describe('a hold that is due', () => {
  it.each([
    ['nobody ordered, and its time runs', [], false, 'look_again'],
    ['nobody ordered in time', [], true, 'give_back'],
    ['may still be paid', [order('unpaid')], true, 'look_again'],
    ['was given up', [order('cancelled')], false, 'give_back'],
    ['ended unpaid', [order('expired')], true, 'give_back'],
    ['ended, and money that came late goes back', [order('refunding')], true, 'give_back'],
    ['is paid, and the agency not told', [order('paid', 'waiting')], true, 'look_again'],
    ['is paid, and the agency silent', [order('paid', 'asked')], true, 'look_again'],
    ['was refused by the agency', [order('refunding', 'refused')], true, 'give_back'],
    ['is booked', [order('fulfilled', 'done')], false, 'used'],
    ['is booked, and a second order of it ended', [order('expired'), order('fulfilled', 'done')], true, 'used'],
    ['was booked and given back', [order('returned', 'done')], true, 'used'],
    ['has one order that ended and one that may be paid', [order('cancelled'), order('unpaid')], true, 'look_again'],
  ] as const)('and %s', (_, orders, over, step) => expect(onHoldDue('held', orders, over)).toBe(step));

  it('and was never heard of again is given back, whatever else is known', () => {
    for (const hold of ['asked', 'releasing'] as const) expect(onHoldDue(hold, [], false)).toBe('give_back');
  });
});
