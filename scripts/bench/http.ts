import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Sends JSON and reads JSON, with as little work as Node can do it: the load must not cost more than what it measures. */
export function askJson<T>(method: string, url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const out = request(
      url,
      { method, agent, headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const read = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(read) as T);
          else reject(new Error(`${method} ${new URL(url).pathname}: ${answer.statusCode} ${read.slice(0, 200)}`));
        });
      },
    );
    out.on('error', reject);
    out.end(text);
  });
}
