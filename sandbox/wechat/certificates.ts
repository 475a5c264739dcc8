import { X509Certificate } from 'node:crypto';
import { letters } from '../common/numbers';
import type { Twin } from '../twin';
import { WechatError } from './errors';
import type { Outcome } from './guard';
import { encryptResource } from './signature';
import { wechatTime } from './trade-view';

/** `GET /v3/certificates`: the platform certificates, each sealed with the APIv3 key. protocols 1.3 [V] */
export function listCertificates(twin: Twin): Outcome {
  const listed = twin.ring.listedPlatform();
  // That merchants of the public key get an error is known [D], its code and words are an assumption [M].
  if (listed.length === 0) throw new WechatError(404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请使用微信支付公钥');
  const data = listed.map(({ pem, serial }) => {
    const nonce = letters(12);
    const { validFrom, validTo } = new X509Certificate(pem);
    return {
      serial_no: serial,
      effective_time: wechatTime(new Date(validFrom)),
      expire_time: wechatTime(new Date(validTo)),
      encrypt_certificate: {
        algorithm: 'AEAD_AES_256_GCM',
        nonce,
        associated_data: 'certificate',
        ciphertext: encryptResource(pem, twin.keys.wechat.apiV3Key, nonce, 'certificate'),
      },
    };
  });
  return { status: 200, body: { data } };
}
