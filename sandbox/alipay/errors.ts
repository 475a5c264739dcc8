/** A refusal in Alipay's words: HTTP stays 200, `code` and `sub_code` tell. protocols 2.4 */
export class AlipayError extends Error {
  constructor(
    readonly code: '20000' | '20001' | '40001' | '40002' | '40004' | '40005' | '40006',
    readonly subCode: string,
    readonly subMsg: string,
  ) {
    super(subCode);
  }

  content(): Record<string, string> {
    return { code: this.code, msg: WORDS[this.code], sub_code: this.subCode, sub_msg: this.subMsg };
  }
}

const WORDS = {
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
} as const;

export function business(subCode: string, subMsg: string): AlipayError {
  return new AlipayError('40004', `ACQ.${subCode}`, subMsg);
}

export function badParameter(subMsg: string): AlipayError {
  return business('INVALID_PARAMETER', `参数有误：${subMsg}`);
}
