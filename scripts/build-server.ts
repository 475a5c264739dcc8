import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const PROJECT = resolve(__dirname, '..');

/** `npm run build:server`: the gateway as one file in `dist/server`, its operators' commands as another, which plain Node runs with the production packages alone. */
export function buildServer(): string {
  const folder = join(PROJECT, 'dist/server');
  buildSync({
    // Operators have no build tool either: node dist/server/ops.js
    entryPoints: [join(PROJECT, 'server/main.ts'), join(PROJECT, 'scripts/ops.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    outdir: folder,
    entryNames: '[name]',
  });
  cpSync(join(PROJECT, 'server/database/migrations'), join(folder, 'migrations'), { recursive: true });
  return join(folder, 'main.js');
}

if (require.main === module) console.log(buildServer());
