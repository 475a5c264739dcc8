import { deflateRawSync } from 'node:zlib';
import type { StatementRow } from '../channel';
import { StatementFault } from './reading';

/** Makers for the tests of statements. */

/** Bytes as they come from a network: in pieces that cut lines, and characters, anywhere. */
export async function* inPieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function all(rows: AsyncIterable<StatementRow>): Promise<StatementRow[]> {
  const found: StatementRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** Why a reader refuses, or what it read. */
export function verdict(rows: AsyncIterable<StatementRow>): Promise<string | StatementRow[]> {
  return faultOr(() => all(rows));
}

export async function faultOr<T>(read: () => Promise<T>): Promise<string | T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StatementFault) return error.why;
    throw error;
  }
}

/** A zip as simple tools write it; `crc` may be given wrong. */
export function makeZip(files: readonly { name: Buffer; content: Buffer; crc?: number }[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const { name, content, crc = crcOf(content) } of files) {
    const packed = deflateRawSync(content);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc, 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, name, packed]);
    parts.push(local);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x00\x00'), facts, place, name]));
    offset += local.length;
  }
  const central = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

function crcOf(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** GBK by Node's own reader: every pair of bytes that it understands. */
const gbkPairs = new Map<string, Buffer>();

export function gbk(text: string): Buffer {
  if (gbkPairs.size === 0) {
    const reader = new TextDecoder('gbk');
    for (let high = 0x81; high < 0xff; high++) {
      for (let low = 0x40; low < 0xff; low++) {
        const pair = Buffer.of(high, low);
        const char = reader.decode(pair);
        if (char.length === 1 && !gbkPairs.has(char)) gbkPairs.set(char, pair);
      }
    }
  }
  return Buffer.concat([...text].map((char) => (char.charCodeAt(0) < 0x80 ? Buffer.from(char) : (gbkPairs.get(char) ?? Buffer.from('?')))));
}
