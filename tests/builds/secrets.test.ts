import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What is shipped to phones and browsers is public: nothing in it may be a secret, or lead to one. */
const DIST = resolve(__dirname, '../../dist');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** What secrets look like, and the names of the settings that name theirs. */
const SECRETS = [
  /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)-----/,
  /(?:MII[EJC][A-Za-z0-9+/]{60})/, // an RSA key in DER, base64
  /\b(APP_SECRET|API_V3_KEY|SMS_SECRET|MERCHANT_KEY|DATA_KEY|INDEX_KEY|RECEIPT_KEY|DATABASE_URL)\b/,
  /postgres(ql)?:\/\//,
  /\b(apiV3Key|appSecret|app_secret|merchantKey|privateKey)\b\s*[:=]\s*["'`]/,
  /\/_twin\b/,
];

describe.each(['weapp', 'alipay', 'h5'])('the %s build', (name) => {
  const files = filesBelow(join(DIST, name));

  it('holds no secret, nor the name of one', () => {
    expect(files.length).toBeGreaterThan(20);
    const found = files
      .filter((file) => /\.(js|json|html|css|wxml|axml|sjs|wxs|txt|map)$/.test(file))
      .flatMap((file) => {
        const text = readFileSync(file, 'utf8');
        return SECRETS.filter((secret) => secret.test(text)).map((secret) => `${file}: ${secret}`);
      });
    expect(found).toEqual([]);
  });

  it('is shipped without source maps and key files', () => {
    expect(files.filter((file) => /\.(map|pem|key|crt|p12|env)$/.test(file))).toEqual([]);
  });
});
