import { readConfig, SettingError } from './config';
import { startGateway } from './gateway';

/** The gateway as a process: settings from the environment, one clear line and exit 1 when it cannot run. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const gateway = await startGateway(config);
  console.log(config.role === 'worker' ? 'worker ready (no port)' : `gateway ready http://${config.host}:${config.port}`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    gateway.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  if (error instanceof SettingError) console.error(error.message);
  else if (error.code === 'EADDRINUSE') {
    const port = (error as { port?: number }).port;
    const setting = String(port) === process.env.METRICS_PORT?.trim() ? 'METRICS_PORT' : 'PORT';
    console.error(`Port ${port} is in use. Stop what uses it, or set ${setting}.`);
  } else console.error(`The gateway cannot start: ${error.message || error.code}`);
  process.exit(1);
});
