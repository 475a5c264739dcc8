import { newCitizen } from '../support/citizen';
import { type Office, openOffice } from '../support/operators';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

/** What became of the money after a receipt was signed: in the citizen's order, and on the page that anyone may open. */
let world: World;
let office: Office;
beforeAll(async () => {
  world = await startWorld();
  office = await openOffice(world);
});
afterAll(() => world.stop());

it('a receipt whose money went back says so, a part beside the sum, all of it in its place', async () => {
  const citizen = await newCitizen(world);
  const order = await citizen.order('205133300101');
  await citizen.pay([order]);
  await citizen.orderIs(order, 'fulfilled');
  const { code } = await citizen.call('receipt', { id: order.id });
  const verified = () => fetch(`${world.origin}/verify/${code}`, { headers: { 'accept-language': 'en' } }).then((answer) => answer.text());
  expect(await verified()).toMatch(/<h1 class="ok">Signature valid</);
  expect(await verified()).not.toContain('went back');

  for (const amount of ['1.00', '2.00']) await office.ops('zhao.lei', 'refund', order.number, '--amount', amount, '--why', 'part');
  const parts = await until('both parts to be back', async () => {
    const { status, stations } = await citizen.call('order', { id: order.id });
    const told = stations.filter((station) => station.code === 'part_refunded');
    return status === 'fulfilled' && told.length === 2 && told.every((part) => part.state === 'done' && part.at) ? told : undefined;
  });
  expect(parts.map((part) => part.amount_fen).sort()).toEqual([100, 200]);
  expect(await verified()).toMatch(/<h1 class="ok">Signature valid<.*Of this went back<\/dt><dd>¥3\.00</s);

  await office.ops('zhao.lei', 'refund', order.number, '--why', 'the rest');
  const { stations } = await citizen.orderIs(order, 'refunded');
  expect(stations.map((station) => station.code)).toEqual(['paid', 'agency_told', 'written_off', 'refund_sent', 'refunded']);
  expect(await verified()).toMatch(/<h1 class="no">Refunded<.*<dt>Refunded<\/dt><dd>\d{4}-\d\d-\d\d \d\d:/s);
}, 30_000);
