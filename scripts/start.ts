import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensureKeys, gatewayEnvironment } from '../sandbox/keys';
import { SettingError } from '../server/config';
import { ensureOwnKeys } from '../server/security/own-keys';
import { buildOnce } from './build';
import { SETTINGS_FILE } from './ops/settings';
import { type Child, needPort, startChild } from './start/children';
import { dataFolder, ownFolder, StartError } from './start/data-folder';
import { openDatabases } from './start/databases';
import { greeting, lanAddresses } from './start/greeting';
import { readStartSettings } from './start/settings';

const PROJECT = resolve(__dirname, '..');
/** Programs of a killed run end by themselves within moments; their ports are waited for that long. */
const LEFTOVERS_MS = 5000;

/** `npm start`: database, sandbox twin, gateway and the H5 suite, in this order; stopped in the opposite one. */
async function main(): Promise<void> {
  const began = Date.now();
  const settings = readStartSettings(process.env);
  const home = dataFolder(process.env, PROJECT);
  const owner = ownFolder(home);
  const undo: (() => void | Promise<void>)[] = [owner.release];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const step of undo.reverse()) await step();
    })();
    return stopping;
  };
  const leave = () => void stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
  // `npm` that is told to end does not always tell us: without the one who started us, nobody is left to press Ctrl-C.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && leave(), 1000).unref();

  try {
    const patience = owner.recovered ? LEFTOVERS_MS : 0;
    if (owner.recovered) console.log('The last run ended without cleaning up; recovering.');
    await needPort('PORT', settings.port, settings.host, patience);
    await needPort('SANDBOX_PORT', settings.sandboxPort, settings.host, patience);

    step('database');
    const databases = await openDatabases(settings, home);
    undo.push(databases.stop);

    step('keys');
    const name =
      settings.host === '0.0.0.0' ? (lanAddresses()[0] ?? '127.0.0.1') : settings.host.includes(':') ? `[${settings.host}]` : settings.host;
    const twinOrigin = `http://${name}:${settings.sandboxPort}`;
    const origin = `http://${name}:${settings.port}`;
    await ensureKeys(join(home, 'keys'));
    const channelSettings = gatewayEnvironment(join(home, 'keys'), twinOrigin);

    step('H5 suite');
    await buildOnce('h5');

    step('sandbox twin');
    const base = { PATH: process.env.PATH, HOME: process.env.HOME, HOST: settings.host, RONGYIFU_HOME: home };
    const twin = await startChild(
      'twin',
      join(PROJECT, 'sandbox/main.ts'),
      { ...base, SANDBOX_PORT: String(settings.sandboxPort), SANDBOX_DATABASE_URL: databases.sandboxUrl },
      home,
    );
    undo.push(() => twin.stop());

    step('gateway');
    const gatewaySettings = {
      ...channelSettings,
      ...ensureOwnKeys(join(home, 'keys/own')),
      SIMULATION_URL: `http://127.0.0.1:${settings.sandboxPort}/`,
      PORT: String(settings.port),
      DATABASE_URL: databases.url,
      PUBLIC_ORIGIN: origin,
      NOTICE_ORIGIN: `http://127.0.0.1:${settings.port}`,
      H5_FOLDER: join(PROJECT, 'dist/h5'),
      ...operatorSettings(process.env),
    };
    // So that `npm run ops` finds the same database and keys; it holds the database's password.
    writeFileSync(join(home, SETTINGS_FILE), JSON.stringify(gatewaySettings), { mode: 0o600 });
    const gateway = await startChild('gateway', join(PROJECT, 'server/main.ts'), { ...base, ...gatewaySettings }, home);
    undo.push(() => gateway.stop());

    console.log(greeting({ ...settings, origin, home, seconds: ((Date.now() - began) / 1000).toFixed(1) }));
    watch([twin, gateway], home, () => stopping !== undefined, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What an operator may set for the gateway beside what is worked out here. */
function operatorSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['METRICS_PORT', 'METRICS_HOST', 'REFUND_ALONE_YUAN'];
  return Object.fromEntries(names.filter((name) => env[name]).map((name) => [name, env[name]]));
}

function step(name: string): void {
  console.log(`· ${name}`);
}

/** When one part ends by itself the rest makes no sense: say which, and end. */
function watch(children: readonly Child[], home: string, stopping: () => boolean, stop: () => Promise<void>): void {
  for (const child of children) {
    void child.exited.then(async (code) => {
      if (stopping()) return;
      console.error(`The ${child.name} ended by itself (exit ${code}); see ${join(home, `${child.name}.log`)}`);
      await stop();
      process.exit(1);
    });
  }
}

main().catch((error: Error) => {
  const known = error instanceof StartError || error instanceof SettingError;
  console.error(known ? error.message : `Cannot start: ${error.stack ?? error}`);
  process.exit(1);
});
