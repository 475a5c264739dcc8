import { type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = Record<string, unknown>;

/** One rule that is broken, or what is made of an operation's answers. */
export interface Fault {
  readonly unverified?: true;
  readonly timeless?: true;
  readonly noNonce?: true;
  readonly change?: Readonly<Record<string, (answer: Answer) => Answer>>;
}

interface Behind {
  readonly origin: string;
  readonly ourKey: KeyObject;
  readonly theirKey: KeyObject;
  readonly clock: () => Date;
  readonly fault: Fault;
}

/** An agency that is right but for one fault: it stands before the twin's and has its key. */
export async function faultyAgency({ origin, ourKey, theirKey, clock, fault }: Behind): Promise<{ url: string; stop(): Promise<void> }> {
  const signed = (text: string, key: KeyObject) => sign('sha256', Buffer.from(text), key).toString('base64');
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = Object.fromEntries(
      ['ryf-key', 'ryf-time', 'ryf-nonce', 'ryf-signature'].map((name) => [name, String(request.headers[name] ?? '')]),
    );
    const off = Math.abs(Number(headers['ryf-time']) - clock().getTime() / 1000) > 300;
    if (fault.unverified || (fault.timeless && off)) {
      headers['ryf-time'] = String(Math.floor(clock().getTime() / 1000));
      headers['ryf-signature'] = signed(`POST\n${request.url}\n${headers['ryf-time']}\n${headers['ryf-nonce']}\n${body}\n`, ourKey);
    }
    const told = await fetch(`${origin}${request.url}`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body }).catch(
      () => null,
    );
    if (!told) return void request.socket.destroy();
    const operation = request.url?.split('/').at(-1) ?? '';
    const change = told.status === 200 ? fault.change?.[operation] : undefined;
    const text = await told.text();
    const answer = change ? JSON.stringify(change(JSON.parse(text) as Answer)) : text;
    const time = told.headers.get('ryf-time') ?? '';
    const nonce = fault.noNonce ? '' : headers['ryf-nonce'];
    response.writeHead(told.status, {
      'content-type': 'application/json',
      'ryf-key': told.headers.get('ryf-key') ?? '',
      'ryf-time': time,
      'ryf-signature': signed(`${told.status}\n${nonce}\n${time}\n${answer}\n`, theirKey),
    });
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
