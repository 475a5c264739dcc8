import { createHash, KeyObject, X509Certificate } from 'node:crypto';
import { readForm } from '../form';
import { rsaSign } from '../rsa';
import { type LocalProvider, localProvider, makeAttempt, minutesAfterNow, NOW, vector, vectorSuite } from '../testing';
import { certify, nodeCertificate, type Signer } from '../unionpay/testing';
import { certificateSn, readBundle, rootSn, trusted } from './certificates';
import { alipayChannel } from './channel';
import { readAlipayCertificates } from './keys';
import { noticeText } from './sign';
import { alipayWorld, paidNotice } from './testing';

vectorSuite('public vector: serial numbers of Alipay certificates', () => {
  it('are the hash of the issuer and the decimal serial; a bundle’s are those of its RSA roots', () => {
    const { certs, rootPem, expectedRootSn } = vector('alipay-cert-sn');
    for (const { pem, expectedSn } of certs) expect(certificateSn(new X509Certificate(pem))).toBe(expectedSn);
    const roots = readBundle(rootPem);
    expect(roots.length).toBeGreaterThan(2);
    expect(rootSn(roots)).toBe(expectedRootSn);
  });
});

describe('Alipay’s certificate mode', () => {
  let provider: LocalProvider;
  let root: Signer;
  let middle: Signer;
  let stranger: Signer;
  let app: Signer;
  let one: Signer;
  let two: Signer;
  let now = NOW;
  /** what the download answers, and with whose signature */
  let offered: { bundle: Signer[]; by: Signer; sn?: string };
  let asked: string[] = [];

  beforeAll(async () => {
    provider = await localProvider();
    root = await certify('CN=Ant Test Root,O=Ant,C=CN', { ca: true });
    middle = await certify('CN=Ant Test Class 2,O=Ant,C=CN', { by: root, ca: true });
    stranger = await certify('CN=Ant Test Class 2,O=Ant,C=CN', { ca: true });
    app = await certify('CN=2021001,O=City,C=CN', { by: middle });
    [one, two] = [await certify('CN=Alipay one,C=CN', { by: middle, ca: true }), await certify('CN=Alipay two,C=CN', { by: middle, ca: true })];
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    now = NOW;
    asked = [];
    offered = { bundle: [two, middle], by: two };
  });

  const snOf = (of: Signer) => certificateSn(nodeCertificate(of));
  const keyOf = (of: Signer) => KeyObject.from(of.keys.privateKey);
  const reply = (method: string, content: object, by: Signer, sn = snOf(by)) => {
    const text = JSON.stringify(content);
    return { body: `{"${method.replace(/\./g, '_')}_response":${text},"alipay_cert_sn":"${sn}","sign":"${rsaSign(text, keyOf(by))}"}` };
  };
  const channel = (signer = () => one) => {
    const base = alipayWorld(provider.url).settings;
    provider.answer = ({ target, body }) => {
      const params = readForm([target.split('?')[1], body].filter(Boolean).join('&')) ?? {};
      asked.push(params.method ?? '');
      expect(params).toMatchObject({ app_cert_sn: snOf(app), alipay_root_cert_sn: snOf(root) });
      if (params.method === 'alipay.open.app.alipaycert.download') {
        const pem = offered.bundle.map((each) => each.certificate.toString('pem')).join('\n');
        return reply(
          params.method,
          { code: '10000', msg: 'Success', alipay_cert_content: Buffer.from(pem).toString('base64') },
          offered.by,
          offered.sn,
        );
      }
      return reply(
        'alipay.trade.query',
        { code: '10000', out_trade_no: makeAttempt().id, trade_no: '1', trade_status: 'WAIT_BUYER_PAY', total_amount: '1.00' },
        signer(),
      );
    };
    const certificates = readAlipayCertificates(nodeCertificate(app), [one, middle].map(nodeCertificate), [nodeCertificate(root)]);
    return alipayChannel({ ...base, trust: { is: 'certificates', certificates }, clock: () => now });
  };
  const notice = (by: Signer, sn: string | null = snOf(by)) => {
    const fields = { ...paidNotice(), ...(sn !== null && { alipay_cert_sn: sn }) };
    const form = { ...fields, sign_type: 'RSA2', sign: rsaSign(noticeText(fields), keyOf(by)) };
    return { headers: {}, body: Buffer.from(new URLSearchParams(form).toString()) };
  };

  it('verifies answers and notices with the certificate they name', async () => {
    const alipay = channel();
    expect(await alipay.query(makeAttempt())).toEqual({ is: 'unpaid' });
    expect(await alipay.readNotice(notice(one))).toMatchObject({ is: 'paid' });
    expect(await alipay.readNotice(notice(one, null))).toMatchObject({ is: 'paid' });
    expect(asked).toEqual(['alipay.trade.query']);
  });

  it('downloads a new one, checks that the root vouches for it, and goes on', async () => {
    const alipay = channel(() => two);
    expect(await alipay.query(makeAttempt())).toEqual({ is: 'unpaid' });
    expect(await alipay.readNotice(notice(two))).toMatchObject({ is: 'paid' });
    expect(await alipay.readNotice(notice(one))).toMatchObject({ is: 'paid' });
    expect(asked).toEqual(['alipay.trade.query', 'alipay.open.app.alipaycert.download']);
  });

  it('never verifies with another certificate than the one named', async () => {
    const alipay = channel();
    const wrong = notice(two, snOf(one));
    expect(await alipay.readNotice(wrong)).toEqual({ is: 'rejected', why: 'signature' });
  });

  it.each([
    [
      'that no pinned root vouches for',
      async () => ({ bundle: [await certify('CN=Alipay two,C=CN', { by: stranger, ca: true })], named: undefined }),
    ],
    [
      'whose issuer has only the name of the one between',
      async () => ({ bundle: [await certify('CN=Alipay two,C=CN', { by: stranger, ca: true }), middle], named: undefined }),
    ],
    ['whose chain is not whole', async () => ({ bundle: [two], named: two })],
    ['other than the one asked for', async () => ({ bundle: [one, middle], named: two })],
  ])('does not take a certificate %s', async (_, make) => {
    const { bundle, named } = await make();
    const signer = named ?? (bundle[0] as Signer);
    offered = { bundle, by: bundle[0] as Signer };
    expect(await channel(() => signer).query(makeAttempt())).toEqual({ is: 'unknown', why: 'answer_key' });
  });

  it('does not take one from an answer that is not signed with a certificate it believes', async () => {
    offered = { bundle: [two, middle], by: stranger, sn: snOf(two) };
    expect(await channel(() => two).query(makeAttempt())).toEqual({ is: 'unknown', why: 'answer_key' });
  });

  it('asks once a minute for what it does not know', async () => {
    const alipay = channel();
    const made = (i: number) => notice(one, createHash('md5').update(String(i)).digest('hex'));
    for (let i = 0; i < 5; i++) expect(await alipay.readNotice(made(i))).toEqual({ is: 'rejected', why: 'key' });
    expect(asked).toHaveLength(1);
    now = minutesAfterNow(1.1);
    await alipay.readNotice(made(9));
    expect(asked).toHaveLength(2);
  });

  it('believes a chain only while all of it is valid', async () => {
    const short = await certify('CN=Alipay short,C=CN', { by: middle, from: minutesAfterNow(-1), to: minutesAfterNow(5) });
    const found = trusted([short, middle].map(nodeCertificate), [nodeCertificate(root)]);
    expect(found).toMatchObject({ from_ms: minutesAfterNow(-1).getTime(), to_ms: minutesAfterNow(5).getTime() });
    expect(trusted([short, stranger].map(nodeCertificate), [nodeCertificate(root)])).toBeNull();
    expect(trusted([short, app, middle].map(nodeCertificate), [nodeCertificate(middle)])).not.toBeNull();
    const below = await certify('CN=below,C=CN', { by: app });
    expect(trusted([below, app, middle].map(nodeCertificate), [nodeCertificate(root)])).toBeNull();
  });
});
