import { alipay } from '../harness/alipay/launch';
import { distOf } from '../harness/dist';
import { owingAccount, payOnce } from '../harness/journey';
import { openSession } from '../harness/mini-journeys';
import { mutate, mutations } from '../harness/mutate';
import { weapp } from '../harness/weapp/launch';
import { startWorld, type World } from '../support/world';

/** Long enough for any single step on a slow machine that works, short enough to wait for in vain. */
const PATIENCE_MS = 4_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Proof that the journeys can fail: each of these builds is broken in one place, and the journey must not get through. */
describe.each([
  ['weapp', weapp],
  ['alipay', alipay],
] as const)('a broken %s build', (name, platform) => {
  const dist = (): string => distOf(name);
  const run = async (folder: string): Promise<unknown> => {
    const session = openSession(platform, folder, world, 'zh', PATIENCE_MS);
    try {
      await payOnce(session.driver, owingAccount());
      return undefined;
    } catch (error) {
      return error;
    } finally {
      session.kill();
    }
  };

  it('is told from an unbroken one, which pays', async () => {
    expect(await run(dist())).toBeUndefined();
  });

  it.each(mutations[name].map((mutation) => [mutation.what, mutation] as const))('is red when %s', async (_, mutation) => {
    expect(String(await run(mutate(dist(), mutation)))).toMatch(mutation.red);
  });
});
