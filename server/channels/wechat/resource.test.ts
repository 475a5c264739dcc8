import { oneByteOff, vector, vectorSuite } from '../testing';
import { openResource } from './resource';

interface Case {
  name: string;
  apiV3Key: string;
  associated_data: string;
  nonce: string;
  ciphertext: string;
  plaintext: string;
}

vectorSuite('public vectors: sealed resources', () => {
  const cases = () => (vector('wechat-aes-gcm').cases as Case[]).filter(({ apiV3Key }) => apiV3Key.length === 32);
  const open = ({ apiV3Key, ...resource }: Case) => openResource({ algorithm: 'AEAD_AES_256_GCM', ...resource }, Buffer.from(apiV3Key));

  it('are opened', () => {
    expect(cases()).toHaveLength(3);
    for (const one of cases()) expect(open(one)?.toString()).toBe(one.plaintext);
  });

  it('are refused with any one byte changed', () => {
    for (const one of cases()) {
      for (const sealed of oneByteOff(Buffer.from(one.ciphertext, 'base64')))
        expect(open({ ...one, ciphertext: sealed.toString('base64') })).toBeNull();
      for (const nonce of oneByteOff(Buffer.from(one.nonce))) expect(open({ ...one, nonce: nonce.toString() })).toBeNull();
      expect(open({ ...one, associated_data: `${one.associated_data}x` })).toBeNull();
    }
  });

  it('are refused under a key that is not 32 bytes', () => {
    const short = (vector('wechat-aes-gcm').cases as Case[]).find(({ apiV3Key }) => apiV3Key.length === 16) as Case;
    expect(open(short)).toBeNull();
  });
});

describe('a sealed resource', () => {
  it('of another algorithm, or too short for a tag, is refused', () => {
    const key = Buffer.alloc(32);
    expect(openResource({ algorithm: 'AEAD_SM4_GCM', nonce: '0123456789ab', ciphertext: 'AAAA' }, key)).toBeNull();
    expect(openResource({ algorithm: 'AEAD_AES_256_GCM', nonce: '0123456789ab', ciphertext: 'AAAA' }, key)).toBeNull();
  });
});
