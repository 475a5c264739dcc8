import type { StatementAnswer, StatementRow } from '../channel';

/** A statement that cannot be believed: cut off, altered, or of another layout. `why` is a short code for logs and alarms. */
export class StatementFault extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}

/** Compressed bytes of one day: 64 MB hold several million rows. */
export const MAX_STATEMENT_BYTES = 64 * 1024 * 1024;
/** A large file takes longer than a question does. */
export const DOWNLOAD_TIMEOUT_MS = 120_000;

/** No row of ours is longer; a file without line ends must not be gathered in memory. */
const MAX_LINE_BYTES = 16 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts bytes into lines (LF or CRLF, without it), one at a time. GBK never uses the byte of a line feed, so lines may be
 * cut before they are decoded.
 * @throws StatementFault `line_length`
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, from)) {
      yield withoutCr(Buffer.concat([rest, chunk.subarray(from, end)]));
      rest = Buffer.alloc(0);
      from = end + 1;
    }
    rest = Buffer.concat([rest, chunk.subarray(from)]);
    if (rest.length > MAX_LINE_BYTES) throw new StatementFault('line_length');
  }
  if (rest.length > 0) yield withoutCr(rest);
}

function withoutCr(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line;
}

/**
 * Reads a statement once to see that it is whole (hash, checksum, sums), and only then hands its rows out by reading it
 * again: nobody ever holds a row of a file that turns out to be broken, and no file stands in memory as rows.
 * @param open starts reading from the beginning, as often as it is called
 */
export async function whenWhole(open: () => AsyncIterable<StatementRow>): Promise<StatementAnswer> {
  try {
    for await (const _ of open());
    return { is: 'ready', rows: open() };
  } catch (error) {
    if (error instanceof StatementFault) return { is: 'unknown', why: error.why };
    throw error;
  }
}

/** Runs a decompressor's stream; what it finds wrong with the bytes is the statement's fault. */
export async function* inflated(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    if (/^(Z_|ERR_)/.test((error as NodeJS.ErrnoException).code ?? '')) throw new StatementFault('compression');
    throw error;
  }
}

/** The header's columns by name. @throws StatementFault `columns` when one that is needed is not there */
export function columnsOf<Name extends string>(header: readonly string[], needed: readonly Name[]): Record<Name, number> {
  const places = Object.fromEntries(needed.map((name) => [name, header.indexOf(name)])) as Record<Name, number>;
  if (needed.some((name) => places[name] < 0)) throw new StatementFault('columns');
  return places;
}
