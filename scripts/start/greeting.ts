import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';
import { TEST_PHONES } from '../../sandbox/agency/phone/test-numbers';
import { TEST_NUMBERS } from '../../sandbox/agency/water/test-numbers';

/** IPv4 addresses by which other devices on this network reach us. */
export function lanAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((one) => one.family === 'IPv4' && !one.internal).map((one) => one.address),
  );
}

/** What `npm start` tells once everything runs. */
export function greeting(at: { host: string; port: number; origin: string; sandboxPort: number; home: string; seconds: string }): string {
  const twin = `http://127.0.0.1:${at.sandboxPort}/`;
  const lines = [
    '',
    `  蓉易付 Rongyifu runs (${at.seconds} s). No real money moves.`,
    '',
    `  Open           http://127.0.0.1:${at.port}/`,
    `  Sandbox        ${twin}   test numbers, SMS codes, books`,
    `  Sign in        any phone number such as 13800000000; the code is shown on the sandbox's page`,
    '',
    '  Water account numbers to try:',
    ...TEST_NUMBERS.map((one) => `    ${one.account}   ${one.en}`),
    '',
    '  Mobile numbers to top up:',
    ...TEST_PHONES.map((one) => `    ${one.account}    ${one.en}`),
    '',
    '  WeChat DevTools   npm run dev:weapp, then open this folder as a project',
    "  Alipay's IDE      npm run dev:alipay, then open this folder as a project",
    '',
    '  Operators         npm run ops -- operators add <name> --first   (docs/operators.md)',
    `  Data and logs     ${at.home}`,
    '  Stop              Ctrl-C',
  ];
  if (at.host === '0.0.0.0') {
    lines.push('', `  On your phone, in the same network: ${at.origin}/`, '', renderUnicodeCompact(`${at.origin}/`));
  }
  return `${lines.join('\n')}\n`;
}
