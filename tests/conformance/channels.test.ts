import { moment } from '../support/calendar';
import { alipay } from './alipay';
import { type Bench, type Hall, openBench, openHall } from './bench';
import { PARTS, type Part } from './description';
import { type Check, moneyChecks } from './money';
import { unionpay } from './unionpay';
import { wechat } from './wechat';
import { wireChecks } from './wire';

/**
 * One suite for every channel and every kind of keys it has: the gateway's own adapters, made from settings, against the
 * running twin. What does not apply to a channel is named in its description, with the reason.
 */
const checks = { ...moneyChecks, ...wireChecks } as Record<Part, Check>;
let hall: Hall;

beforeAll(async () => {
  hall = await openHall();
});
afterAll(() => hall.stop());

describe.each([wechat, alipay, unionpay])('$channel', (description) => {
  describe.each(description.modes)('with $name', (mode) => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await openBench(hall, description, mode);
      await bench.calendar.goTo(moment(bench.calendar.today(), '12:00:00'));
    });
    afterEach(() => hall.world.twin.heal());

    it.each(description.ways)('pays by $name', async (way) => {
      const attempt = await bench.paid(way);
      expect(await bench.channel.query(attempt)).toMatchObject({ is: 'paid', fact: { amount_fen: attempt.amount_fen, app: attempt.app } });
      expect(await bench.notice(attempt, 'paid')).toMatchObject({ notice: { fact: { attempt_id: attempt.id, app: attempt.app } } });
    });

    // What does not apply is no test that waits to be done: the description says why, and nothing is counted as skipped.
    it.each(PARTS.filter((part) => !description.notApplicable[part]))('%s', (part) => checks[part](bench, description));
  });
});
