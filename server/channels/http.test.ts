import { type AddressInfo, createServer, type Socket } from 'node:net';
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

  it('counts its time to the last byte', async () => {
    const slow = await rawServer((socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nha'));
    expect(await send({ method: 'GET', url: slow.url, timeout_ms: 40 })).toEqual({ is: 'unknown', why: 'timeout' });
    slow.stop();
  });

  it('believes no half of an answer', async () => {
    for (const head of ['content-length: 4\r\n\r\nha', 'transfer-encoding: chunked\r\n\r\n2\r\nha\r\n']) {
      const cut = await rawServer((socket) => void socket.end(`HTTP/1.1 200 OK\r\n${head}`));
      expect(await send({ method: 'GET', url: cut.url })).toEqual({ is: 'unknown', why: 'network' });
      cut.stop();
    }
  });

  it('keeps a connection for the next request, and asks for bytes as they are', async () => {
    let connections = 0;
    const server = await rawServer((socket) => {
      connections++;
      socket.on('data', () => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    });
    for (let i = 0; i < 3; i++) expect(await send({ method: 'POST', url: server.url, body: '{}' })).toMatchObject({ status: 200 });
    expect(connections).toBe(1);
    server.stop();
    provider.answer = () => ({});
    await send({ method: 'POST', url: provider.url, body: '水' });
    expect(provider.asked.at(-1)?.headers).toMatchObject({ 'accept-encoding': 'identity', 'content-length': '3' });
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

/** A server whose every byte the test writes. */
async function rawServer(heard: (socket: Socket) => void): Promise<{ url: string; stop(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    heard(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
