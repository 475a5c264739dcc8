import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `DIST` names another folder of builds to judge. */
const BUILDS = process.env.DIST ?? resolve(__dirname, '../../dist');

/** A compiled program. `npm test` builds before it tests. */
export function distOf(name: 'weapp' | 'alipay' | 'h5' | 'sandbox-weapp' | 'sandbox-alipay'): string {
  const folder = join(BUILDS, name);
  const entry = name === 'h5' ? 'index.html' : 'app.json';
  if (!existsSync(join(folder, entry)))
    throw new Error(`${folder} is not built: npm run build:${name.replace('sandbox-', '')}${name.startsWith('sandbox-') ? ' -- --sandbox' : ''}`);
  return folder;
}
