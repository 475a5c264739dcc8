import type { Client } from 'pg';

/** What pg's connection offers beside its documented side: its own hooks for COPY. */
interface CopyConnection {
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(why: string): void;
  readonly stream: { readonly writableNeedDrain: boolean; once(event: 'drain', heard: () => void): void };
}

/** `COPY … FROM STDIN` as a query of pg's: sends the chunks when the server is ready for them, waits when its window is full. */
class CopyIn {
  constructor(
    private readonly sql: string,
    private readonly chunks: Iterable<string>,
    readonly callback: (error: Error | null) => void,
  ) {}

  submit(connection: CopyConnection): void {
    connection.query(this.sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.send(connection);
  }

  private async send(connection: CopyConnection): Promise<void> {
    try {
      for (const chunk of this.chunks) {
        connection.sendCopyFromChunk(Buffer.from(chunk));
        if (connection.stream.writableNeedDrain) await new Promise<void>((resolve) => connection.stream.once('drain', resolve));
      }
      connection.endCopyFrom();
    } catch (error) {
      connection.sendCopyFail(String(error));
    }
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleCommandComplete(): void {}
}

/** @param rows values in COPY's text format, tab between, `\N` for null */
export function copyIn(client: Client, table: string, columns: string, rows: Iterable<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const sql = `copy ${table} (${columns}) from stdin`;
    let failed: Error | null = null;
    const query = new CopyIn(sql, inChunks(rows), (error) => {
      failed ??= error;
      if (failed) reject(failed);
      else resolve();
    });
    client.query(query as never);
  });
}

const CHUNK_CHARS = 256 * 1024;

function* inChunks(rows: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    chunk += `${row}\n`;
    if (chunk.length < CHUNK_CHARS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk) yield chunk;
}
