import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import pino from 'pino';
import { readConfig } from '../server/config';
import { openDatabase } from '../server/database/database';
import { createChannels, createContext } from '../server/gateway';
import { runOps } from './ops/run';
import { gatewaySettings } from './ops/settings';

/** `npm run ops -- …`: what operators do, on the gateway's own database and with its own modules. */
async function main(): Promise<void> {
  process.exitCode = await runOps(
    process.argv.slice(2),
    {
      out: (text) => process.stdout.write(text),
      error: (line) => console.error(line),
      env: process.env,
      ...(process.stdin.isTTY && { askCode }),
    },
    async () => {
      const config = readConfig(gatewaySettings(process.env, resolve(__dirname, '..')));
      const db = openDatabase(config.database_url, { connections: 3 });
      // Answers go to standard output; what modules have to say goes beside them.
      const ctx = createContext(config, db, { log: pino({ base: null, level: 'warn' }, pino.destination(2)) });
      return { ctx, channelsAt: (clock) => createChannels(config, clock, ctx.clock), close: db.close };
    },
  );
}

async function askCode(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question('Code: ')).trim();
  } finally {
    terminal.close();
  }
}

void main();
