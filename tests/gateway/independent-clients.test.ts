import { createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AlipaySdk } from 'alipay-sdk';
import { Aes, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
// The SDK keeps these to itself; they are its own way to the serials.
import { getSNFromPath } from '../../node_modules/alipay-sdk/dist/commonjs/antcertutil.js';
import { gatewayEnvironment } from '../../sandbox/keys';
import { certificateSn, readBundle, rootSn } from '../../server/channels/alipay/certificates';
import { until } from '../support/until';
import { startWorld, type World } from '../support/world';

/**
 * Two SDKs that others wrote speak to the twin. They stand between our two hands: an adapter and a twin that agreed on the same
 * mistake would not get past them.
 */
let world: World;
let env: Record<string, string>;
let merchant: Server;
let address: string;
const heard: { headers: IncomingHttpHeaders; body: string; path: string }[] = [];

beforeAll(async () => {
  world = await startWorld({ worker: false });
  env = gatewayEnvironment(join(process.env.TEST_HOME as string, 'keys'), world.twinOrigin);
  merchant = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push({ headers: request.headers, body, path: request.url ?? '' });
      response.end(request.url?.startsWith('/alipay') ? 'success' : '');
    });
  });
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}`;
});
afterAll(async () => {
  merchant.close();
  await world.stop();
});

const file = (name: string) => readFileSync(env[name] as string, 'utf8');
async function setKeys(change: object): Promise<void> {
  const answer = await fetch(`${world.twinOrigin}/_twin/keys`, { method: 'POST', body: JSON.stringify(change) });
  expect(answer.status).toBe(200);
}
let count = 0;
const number = () => `T${Date.now()}${String(++count).padStart(4, '0')}`;
const subject = async (wallet: 'wechat' | 'alipay') => {
  const answer = await fetch(`${world.twinOrigin}/_twin/login/${wallet}`, { method: 'POST', body: '{"as":"independent"}' });
  return (await answer.json()) as { code: string; openid: string; open_id: string };
};

describe('wechatpay-axios-plugin', () => {
  type Call = (data: object, options?: object) => Promise<{ status: number; data: Record<string, string> }>;
  const client = () =>
    new Wechatpay({
      mchid: env.WECHAT_PAY_MCH_ID as string,
      serial: env.WECHAT_PAY_MERCHANT_SERIAL as string,
      privateKey: file('WECHAT_PAY_MERCHANT_KEY_FILE'),
      certs: { [env.WECHAT_PAY_PUBLIC_KEY_ID as string]: createPublicKey(file('WECHAT_PAY_PUBLIC_KEY_FILE')) },
    }) as unknown as { v3: { pay: { transactions: { jsapi: { post: Call } } } } };
  const order = async () => ({
    appid: env.WECHAT_APP_ID,
    mchid: env.WECHAT_PAY_MCH_ID,
    description: '水费 & + % 😀',
    out_trade_no: number(),
    notify_url: `${address}/wechat`,
    amount: { total: 14396, currency: 'CNY' },
    payer: { openid: (await subject('wechat')).openid },
  });

  it('prepays, and verifies and opens the notice of the payment', async () => {
    const content = await order();
    const { status, data } = await client().v3.pay.transactions.jsapi.post(content, { baseURL: world.twinOrigin });
    expect([status, data.prepay_id]).toEqual([200, expect.stringMatching(/^wx\w{34}$/)]);
    const pack = `prepay_id=${data.prepay_id}`;
    const time = String(Math.floor(Date.now() / 1000));
    const paySign = sign('sha256', Buffer.from(`${env.WECHAT_APP_ID}\n${time}\nnonce\n${pack}\n`), file('WECHAT_PAY_MERCHANT_KEY_FILE')).toString(
      'base64',
    );
    expect(await world.twin.wechatWallet({ timeStamp: time, nonceStr: 'nonce', package: pack, signType: 'RSA', paySign })).toBe('requestPayment:ok');
    const { headers, body } = await until('the notice', () => heard.find((one) => one.path === '/wechat'));
    const text = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${body}\n`;
    const verify = (message: string) =>
      Rsa.verify(message, headers['wechatpay-signature'] as string, createPublicKey(file('WECHAT_PAY_PUBLIC_KEY_FILE')));
    expect([verify(text), verify(text.replace('encrypt-resource', 'encrypt-resourcf'))]).toEqual([true, false]);
    const { resource } = JSON.parse(body) as { resource: { ciphertext: string; nonce: string; associated_data: string } };
    const opened = Aes.AesGcm.decrypt(resource.ciphertext, file('WECHAT_PAY_API_V3_KEY_FILE'), resource.nonce, resource.associated_data);
    expect(JSON.parse(opened as string)).toMatchObject({ out_trade_no: content.out_trade_no, trade_state: 'SUCCESS', amount: { total: 14396 } });
  });

  it.each([
    ['as it was signed', '14396', 200],
    ['with one byte changed', '14397', 401],
  ])('is answered as it deserves when its request arrives %s', async (_, total, status) => {
    const answer = client().v3.pay.transactions.jsapi.post(await order(), {
      baseURL: world.twinOrigin,
      // Runs after the signature was made, in place of the network.
      adapter: async (config: { headers: object; data: string }) => {
        const { status, headers, ...rest } = await fetch(`${world.twinOrigin}/v3/pay/transactions/jsapi`, {
          method: 'POST',
          headers: Object.fromEntries(Object.entries(config.headers)),
          body: config.data.replace('14396', total),
        }).then(async (got) => ({ status: got.status, headers: Object.fromEntries(got.headers), data: await got.text() }));
        if (status !== 200) throw Object.assign(new Error('refused'), { response: { status } });
        return { ...rest, status, headers, config, statusText: '' };
      },
    });
    await expect(
      answer.then(
        (got) => got.status,
        (error: { response?: { status: number } }) => error.response?.status,
      ),
    ).resolves.toBe(status);
  });
});

describe('wechatpay-axios-plugin in certificate mode', () => {
  afterAll(() => setKeys({ wechat: { signs: 'public_key' } }));

  it('opens the twin’s list of certificates, and verifies answers signed with them, also after a rotation', async () => {
    await setKeys({ wechat: { signs: 'certificate' } });
    const certs: Record<string, ReturnType<typeof createPublicKey>> = {};
    const sdk = new Wechatpay({
      mchid: env.WECHAT_PAY_MCH_ID as string,
      serial: env.WECHAT_PAY_MERCHANT_SERIAL as string,
      privateKey: file('WECHAT_PAY_MERCHANT_KEY_FILE'),
      certs: { any: createPublicKey(file('WECHAT_PAY_PUBLIC_KEY_FILE')) },
    }) as unknown as { v3: { certificates: { get: (options: object) => Promise<{ headers: Record<string, string>; data: string }> } } };
    for (let round = 0; round < 2; round++) {
      // The first list cannot be verified before it is opened, so the plug-in is told to leave that to us.
      const { data, headers } = await sdk.v3.certificates.get({
        baseURL: world.twinOrigin,
        transformResponse: [(text: string) => text],
      });
      for (const { serial_no, encrypt_certificate: sealed } of JSON.parse(data).data) {
        const pem = Aes.AesGcm.decrypt(sealed.ciphertext, file('WECHAT_PAY_API_V3_KEY_FILE'), sealed.nonce, sealed.associated_data) as string;
        expect(new X509Certificate(pem).serialNumber).toBe(serial_no);
        certs[serial_no] = createPublicKey(pem);
      }
      const signer = certs[headers['wechatpay-serial'] as string] as ReturnType<typeof createPublicKey>;
      const text = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${data}\n`;
      expect(Rsa.verify(text, headers['wechatpay-signature'] as string, signer)).toBe(true);
      if (round === 0) await setKeys({ wechat: { rotate: true } });
    }
    expect(Object.keys(certs)).toHaveLength(2);
  });
});

describe('alipay-sdk in certificate mode', () => {
  const certificate = (name: string) => join(process.env.TEST_HOME as string, 'keys/certificates/gateway', name);
  const paths = {
    app: certificate('alipay-app-certificate.pem'),
    alipay: certificate('alipay-certificate.pem'),
    root: certificate('alipay-root.pem'),
  };
  beforeAll(() => setKeys({ alipay: { mode: 'certificate' } }));
  afterAll(() => setKeys({ alipay: { mode: 'key' } }));

  it('computes the serials that the gateway and the twin compute', async () => {
    const theirs = [getSNFromPath(paths.app), getSNFromPath(paths.alipay), getSNFromPath(paths.root, true)];
    const [app, alipay] = [paths.app, paths.alipay].map((path) => certificateSn(readBundle(readFileSync(path, 'utf8'))[0] as X509Certificate));
    expect([app, alipay, rootSn(readBundle(readFileSync(paths.root, 'utf8')))]).toEqual(theirs);
    const state = (await (await fetch(`${world.twinOrigin}/_twin/keys`)).json()) as { alipay: { certificates: string[] } };
    expect(state.alipay.certificates).toEqual([theirs[1]]);
  });

  it('is answered by the twin, and verifies the answer and the notice of the payment', async () => {
    const sdk = new AlipaySdk({
      appId: env.ALIPAY_APP_ID as string,
      privateKey: file('ALIPAY_APP_KEY_FILE').replace(/-----[^-]+-----|\s/g, ''),
      keyType: 'PKCS8',
      gateway: env.ALIPAY_URL as string,
      appCertPath: paths.app,
      alipayPublicCertPath: paths.alipay,
      alipayRootCertPath: paths.root,
    });
    const bizContent = {
      out_trade_no: number(),
      total_amount: '1.29',
      subject: '水费 + % 😀',
      product_code: 'JSAPI_PAY',
      op_app_id: env.ALIPAY_APP_ID,
      buyer_open_id: (await subject('alipay')).open_id,
    };
    const answer = await sdk.exec('alipay.trade.create', { bizContent, notify_url: `${address}/alipay-certificates` }, { validateSign: true });
    expect(answer.code).toBe('10000');
    expect(await world.twin.alipayWallet(answer.tradeNo as string)).toBe('9000');
    const { body } = await until('the notice', () => heard.find((one) => one.path === '/alipay-certificates'));
    const fields = Object.fromEntries(new URLSearchParams(body));
    expect(fields.alipay_cert_sn).toBe(getSNFromPath(paths.alipay));
    expect(sdk.checkNotifySignV2({ ...fields })).toBe(true);
    expect(sdk.checkNotifySignV2({ ...fields, total_amount: '1.30' })).toBe(false);
  });
});

describe('alipay-sdk', () => {
  const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
  const client = (key = file('ALIPAY_APP_KEY_FILE')) =>
    new AlipaySdk({
      appId: env.ALIPAY_APP_ID as string,
      privateKey: bare(key),
      alipayPublicKey: bare(file('ALIPAY_PUBLIC_KEY_FILE')),
      gateway: env.ALIPAY_URL as string,
      keyType: 'PKCS8',
    });
  const trade = async () => ({
    out_trade_no: number(),
    total_amount: '143.96',
    subject: '水费 + % 😀',
    product_code: 'JSAPI_PAY',
    op_app_id: env.ALIPAY_APP_ID,
    buyer_open_id: (await subject('alipay')).open_id,
  });
  const create = (sdk: AlipaySdk, bizContent: object) =>
    sdk.exec('alipay.trade.create', { bizContent, notify_url: `${address}/alipay` }, { validateSign: true });

  it('creates a trade, and verifies the notice of its payment', async () => {
    const content = await trade();
    const answer = await create(client(), content);
    expect(answer.code).toBe('10000');
    expect(await world.twin.alipayWallet(answer.tradeNo as string)).toBe('9000');
    const { body } = await until('the notice', () => heard.find((one) => one.path === '/alipay'));
    const fields = Object.fromEntries(new URLSearchParams(body));
    expect(fields).toMatchObject({
      out_trade_no: content.out_trade_no,
      trade_status: 'TRADE_SUCCESS',
      total_amount: '143.96',
      subject: content.subject,
    });
    expect(client().checkNotifySignV2({ ...fields })).toBe(true);
    expect(client().checkNotifySignV2({ ...fields, total_amount: '143.97' })).toBe(false);
  });

  it('is refused with another key, and when a byte is changed on the way', async () => {
    const stranger = createPrivateKey(file('WECHAT_PAY_MERCHANT_KEY_FILE')).export({ type: 'pkcs8', format: 'pem' }).toString();
    const refused = await create(client(stranger), await trade()).catch((error: Error) => ({ subCode: error.message }));
    expect(JSON.stringify(refused)).toContain('isv.invalid-signature');
    const url = new URL(
      client().pageExecute('alipay.trade.wap.pay', 'GET', { bizContent: { ...(await trade()), product_code: 'QUICK_WAP_WAY', quit_url: address } }),
    );
    expect((await fetch(url)).status).toBe(200);
    url.search = url.search.replace('143.96', '143.97');
    expect(await (await fetch(url)).text()).toContain('isv.invalid-signature');
  });
});
