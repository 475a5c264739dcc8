import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findService } from '../src/services';
import type { Row } from './conformance/report';
import { runConformance } from './conformance/run';

const USAGE = `npm run conformance -- --url https://agency.example/rongyifu --service hospital --account 5210000001 \\
  --our-key key.pem --our-key-id rongyifu --their-key agency.pem --their-key-id agency-1

  --url           where the agency listens; /v1/<service>/<operation> is added
  --service       ${['water', 'hospital'].join(', ')} …
  --account       with an open bill, or of whoever books; what is done here is really done there
  --selection     what to book, as JSON; the first free one unless told
  --day           whose statement is read, 2026-11-22; yesterday unless told
  --patience      seconds that a check may wait for a hold to end (0)
  --json          one JSON document instead of the table
Ends with 1 when a check failed.`;

const MARKS: Record<Row['result'], string> = { pass: 'pass', fail: 'FAIL', 'not applicable': 'n/a ' };

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const names = ['url', 'service', 'account', 'our-key', 'our-key-id', 'their-key', 'their-key-id'] as const;
  const { values } = parseArgs({
    options: {
      ...(Object.fromEntries(names.map((name) => [name, text])) as Record<(typeof names)[number], typeof text>),
      selection: text,
      day: text,
      patience: text,
      json: { type: 'boolean' },
    },
  });
  const missing = names.filter((name) => !values[name]);
  const service = findService(values.service ?? '');
  if (missing.length > 0 || (service?.kind !== 'bill' && service?.kind !== 'booking')) {
    console.error(
      missing.length > 0 ? `missing: ${missing.map((name) => `--${name}`).join(', ')}\n\n${USAGE}` : `no such service: ${values.service}\n\n${USAGE}`,
    );
    return 2;
  }
  const of = (name: (typeof names)[number]) => values[name] as string;
  const pem = (name: 'our-key' | 'their-key') => readFileSync(of(name), 'utf8');
  const party = {
    url: of('url'),
    service: service.id,
    ourKey: createPrivateKey(pem('our-key')),
    ourKeyId: of('our-key-id'),
    theirKey: createPublicKey(pem('their-key')),
    theirKeyId: of('their-key-id'),
    clock: () => new Date(),
  };
  const report = await runConformance(party, {
    kind: service.kind,
    account: of('account'),
    patience_s: Number(values.patience ?? 0),
    ...(values.selection && { selection: JSON.parse(values.selection) }),
    ...(values.day && { day: values.day }),
    ...(!values.json && { told: (row) => console.log(lineOf(row)) }),
  });
  const count = (result: Row['result']) => report.rows.filter((row) => row.result === result).length;
  const sums = { passed: count('pass'), failed: count('fail'), not_applicable: count('not applicable') };
  if (values.json) console.log(JSON.stringify({ service: service.id, url: of('url'), ...sums, rows: report.rows }, null, 2));
  else console.log(`\n${sums.passed} passed, ${sums.failed} failed, ${sums.not_applicable} not applicable`);
  return report.failed.length > 0 ? 1 : 0;
}

/** One line where all is well, and what was expected and came where it is not. */
function lineOf(row: Row): string {
  const line = `${MARKS[row.result]}  ${row.part.padEnd(10)}  ${row.check.padEnd(60)}  ${row.expected}`;
  return row.result === 'pass' ? line : `${line}\n      ${row.result === 'fail' ? 'came: ' : ''}${row.came}`;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 2;
  },
);
