import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { privatePem, publicPem, writeAll } from '../make-keys';

/** The agencies that came after water, whose key is in the first set, with their keys' ids. */
const LATER = { hospital: 'chengdu-hospitals', phone: 'mobile-carriers' } as const;
type Later = keyof typeof LATER;
const later = Object.keys(LATER) as Later[];

const generate = promisify(generateKeyPair);

/** A set of its own for each, so that a folder from before an agency came gets it too; the first one lies where it always did. */
function folderOf(directory: string, service: Later): string {
  return service === 'hospital' ? directory : join(directory, service);
}

/** The sets to be made below `directory`, each laid out like that of `make-keys.ts`. */
export function agencySets(directory: string): { folder: string; make: (aside: string) => Promise<void> }[] {
  return later.map((service) => ({ folder: folderOf(directory, service), make: (aside) => makeKeys(aside, service) }));
}

async function makeKeys(aside: string, service: Later): Promise<void> {
  const pair = await generate('rsa', { modulusLength: 2048 });
  await writeAll(join(aside, 'gateway'), { [`${service}-public-key.pem`]: publicPem(pair) });
  await writeAll(join(aside, 'twin'), { [`${service}-key.pem`]: privatePem(pair) });
  await writeAll(aside, { 'identity.json': `${JSON.stringify({ [service]: LATER[service] }, null, 2)}\n` });
}

/** What the twin holds of them. */
export function readAgencyKeys(directory: string): Record<Later, { id: string; key: KeyObject }> {
  const read = (service: Later) => ({
    id: LATER[service],
    key: createPrivateKey(readFileSync(join(folderOf(directory, service), 'twin', `${service}-key.pem`), 'utf8')),
  });
  return { hospital: read('hospital'), phone: read('phone') };
}

/** The settings by which a gateway reaches them. */
export function agencySettings(directory: string, twinOrigin: string): Record<string, string> {
  return Object.fromEntries(
    later.flatMap((service) => {
      const name = `AGENCY_${service.toUpperCase()}`;
      return [
        [`${name}_URL`, `${twinOrigin}/agency`],
        [`${name}_KEY_ID`, LATER[service]],
        [`${name}_PUBLIC_KEY_FILE`, join(folderOf(directory, service), 'gateway', `${service}-public-key.pem`)],
      ];
    }),
  );
}
