import { answerText, requestText } from './signature';

describe('agency signatures', () => {
  it('sign method, path, time, nonce and body, each line ended', () => {
    expect(requestText('POST', '/agency/v1/water/lookup', '1795400000', 'n', '{"account":"1"}').toString()).toBe(
      'POST\n/agency/v1/water/lookup\n1795400000\nn\n{"account":"1"}\n',
    );
  });

  it('bind an answer to the request’s nonce', () => {
    expect(answerText(200, 'n', '1795400001', '{}')).toBe('200\nn\n1795400001\n{}\n');
  });
});
