import { rmSync } from 'node:fs';

export default function globalTeardown(): void {
  const stop = (globalThis as { stopTestDatabase?: () => void }).stopTestDatabase;
  if (!stop) return;
  stop();
  rmSync(process.env.TEST_HOME as string, { recursive: true, force: true });
}
