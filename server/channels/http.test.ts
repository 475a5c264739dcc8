import { readJson, send } from './http';
import { type LocalProvider, localProvider } from './testing';

describe('the way out', () => {
  let provider: LocalProvider;
  beforeAll(async () => {
    provider = await localProvider();
  });
  afterAll(() => provider.stop());

  it('brings status, lower-case headers and the raw bytes', async () => {
    provider.answer = () => ({ status: 404, headers: { 'X-Odd': 'Yes' }, body: Buffer.from([0xef, 0xbb, 0xbf, 0x0d, 0xff]) });
    const answer = await send({ method: 'POST', url: provider.url, body: '{}' });
    expect(answer).toMatchObject({ is: 'answered', status: 404, headers: { 'x-odd': 'Yes' } });
    expect(answer.is === 'answered' && [...answer.body]).toEqual([0xef, 0xbb, 0xbf, 0x0d, 0xff]);
    expect(provider.asked.at(-1)?.headers['user-agent']).toMatch(/^Rongyifu\//);
  });

  it('follows no redirect', async () => {
    const before = provider.asked.length;
    provider.answer = () => ({ status: 302, headers: { location: `${provider.url}/elsewhere` } });
    expect(await send({ method: 'GET', url: provider.url })).toMatchObject({ is: 'answered', status: 302 });
    expect(provider.asked.length).toBe(before + 1);
  });

  it('says unknown after its time, without an address in it', async () => {
    provider.answer = () => new Promise((resolve) => setTimeout(() => resolve({}), 200).unref());
    expect(await send({ method: 'GET', url: provider.url, timeout_ms: 40 })).toEqual({ is: 'unknown', why: 'timeout' });
  });

  it('says unknown when the connection breaks', async () => {
    provider.answer = () => null;
    expect(await send({ method: 'GET', url: provider.url })).toEqual({ is: 'unknown', why: 'network' });
    expect(await send({ method: 'GET', url: 'not an address' })).toEqual({ is: 'unknown', why: 'network' });
  });

  it('reads at most 1 MB', async () => {
    provider.answer = () => ({ body: Buffer.alloc(1024 * 1024) });
    expect(await send({ method: 'GET', url: provider.url })).toMatchObject({ is: 'answered' });
    provider.answer = () => ({ body: Buffer.alloc(1024 * 1024 + 1) });
    expect(await send({ method: 'GET', url: provider.url })).toEqual({ is: 'unknown', why: 'too_large' });
  });

  it('reads JSON without throwing', () => {
    expect(readJson(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
    expect(readJson(Buffer.from('<html>'))).toBeUndefined();
  });
});
