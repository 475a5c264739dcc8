import type { KeyObject } from 'node:crypto';
import { type Ctx, pathAndQuery } from '../../common/http';
import { signText, verifyText } from '../../common/rsa';
import type { Twin } from '../../twin';

// The agencies' side of docs/providers.md, "Signatures".

const SKEW_S = 300;

/** Method, path with query as sent, time, nonce, raw body: each line ended, the last one too. */
export function requestText(method: string, path: string, time: string, nonce: string, body: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`${method}\n${path}\n${time}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);
}

/** Status, the request's nonce, time, raw body. */
export function answerText(status: number, nonce: string, time: string, body: string): string {
  return `${status}\n${nonce}\n${time}\n${body}\n`;
}

/** What is wrong with a request's signature; undefined when it holds. */
export function signatureFault(twin: Twin, c: Ctx, body: Buffer): string | undefined {
  const header = (name: string) => c.req.header(name) ?? '';
  const [time, nonce] = [header('ryf-time'), header('ryf-nonce')];
  if (header('ryf-key') !== twin.keys.ids.agency_gateway_key_id) return 'key unknown';
  if (!/^\d{1,12}$/.test(time) || Math.abs(twin.now().getTime() / 1000 - Number(time)) > SKEW_S) return 'time more than 300 s off';
  if (!/^[A-Za-z0-9]{16,32}$/.test(nonce)) return 'nonce malformed';
  const text = requestText(c.req.method, pathAndQuery(c), time, nonce, body);
  return verifyText(text, header('ryf-signature'), twin.keys.agency.gatewayKey) ? undefined : 'signature wrong';
}

/** A signed answer to the request that carried `nonce`. Without a key the answer goes out unsigned. */
export function signedAnswer(
  twin: Twin,
  agency: { id: string; key: KeyObject | undefined },
  status: number,
  nonce: string,
  content: unknown,
): Response {
  const body = JSON.stringify(content);
  const time = String(Math.floor(twin.now().getTime() / 1000));
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (agency.key) {
    headers['Ryf-Key'] = agency.id;
    headers['Ryf-Time'] = time;
    headers['Ryf-Nonce'] = nonce;
    headers['Ryf-Signature'] = signText(answerText(status, nonce, time, body), agency.key);
  }
  return new Response(body, { status, headers });
}
