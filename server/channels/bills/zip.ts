import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { inflated, StatementFault } from './reading';

export interface ZipEntry {
  readonly name: string;
  /** The file's bytes; at their end its checksum and length have been compared. @throws StatementFault */
  read(): AsyncGenerator<Buffer>;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT_BYTES = 0xffff;
const MAX_ENTRIES = 64;
const UTF8_NAME = 0x0800;
const ENCRYPTED = 0x0001;

/**
 * Reads the list of a zip's files: stored or deflated, names in GBK unless they say UTF-8. What the payment channels
 * send needs no more, so anything more (encryption, zip64, several disks) is refused.
 * @throws StatementFault `zip`, also for one that was cut off
 */
export function readZip(zip: Buffer): ZipEntry[] {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count > MAX_ENTRIES || zip.readUInt16LE(end + 8) !== count) throw new StatementFault('zip');
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > zip.length || zip.readUInt32LE(at) !== CENTRAL) throw new StatementFault('zip');
    const [nameLength, extraLength, commentLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    entries.push(entryAt(zip, at, nameLength));
    at += CENTRAL_BYTES + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** The end record is last, behind it only a comment: without it the file is not whole. */
function endOf(zip: Buffer): number {
  const least = Math.max(0, zip.length - END_BYTES - MAX_COMMENT_BYTES);
  for (let at = zip.length - END_BYTES; at >= least; at--) {
    if (zip.readUInt32LE(at) === END && at + END_BYTES + zip.readUInt16LE(at + 20) === zip.length) return at;
  }
  throw new StatementFault('zip');
}

function entryAt(zip: Buffer, central: number, nameLength: number): ZipEntry {
  const flags = zip.readUInt16LE(central + 8);
  const method = zip.readUInt16LE(central + 10);
  const crc = zip.readUInt32LE(central + 16);
  const [packed, plain] = [zip.readUInt32LE(central + 20), zip.readUInt32LE(central + 24)];
  const local = zip.readUInt32LE(central + 42);
  if (flags & ENCRYPTED || (method !== 0 && method !== 8)) throw new StatementFault('zip');
  if (local + LOCAL_BYTES > zip.length || zip.readUInt32LE(local) !== LOCAL) throw new StatementFault('zip');
  const from = local + LOCAL_BYTES + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  if (from + packed > zip.length) throw new StatementFault('zip');
  const bytes = zip.subarray(from, from + packed);
  const name = zip.subarray(central + CENTRAL_BYTES, central + CENTRAL_BYTES + nameLength);
  return { name: decodeName(name, flags), read: () => verified(method === 8 ? inflateRaw(bytes) : Readable.from([bytes]), crc, plain) };
}

function decodeName(name: Buffer, flags: number): string {
  return new TextDecoder(flags & UTF8_NAME ? 'utf-8' : 'gbk').decode(name);
}

function inflateRaw(bytes: Buffer): AsyncGenerator<Buffer> {
  return inflated(Readable.from([bytes]).pipe(createInflateRaw()));
}

async function* verified(chunks: AsyncIterable<Buffer>, crc: number, length: number): AsyncGenerator<Buffer> {
  let seen = 0;
  let sum = 0xffffffff;
  for await (const chunk of chunks) {
    seen += chunk.length;
    // More than it said: a small file that grows without end would fill the disk of whoever believes it.
    if (seen > length) throw new StatementFault('zip_length');
    for (const byte of chunk) sum = (sum >>> 8) ^ (CRC_TABLE[(sum ^ byte) & 0xff] as number);
    yield chunk;
  }
  if (seen !== length) throw new StatementFault('zip_length');
  if ((sum ^ 0xffffffff) >>> 0 !== crc) throw new StatementFault('zip_crc');
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});
