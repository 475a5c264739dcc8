/** @jest-environment jsdom */
import { wallet } from './wallet.h5';

describe('wallets on the web', () => {
  it('posts a form to the wallet’s page, every field as it was signed', async () => {
    const sent: [string, string][] = [];
    const submit = jest.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(function (this: HTMLFormElement) {
      expect([this.method, this.action]).toEqual(['post', 'http://127.0.0.1:8090/gateway/api/frontTransReq.do']);
      for (const field of this.querySelectorAll('input')) sent.push([field.name, field.value]);
    });
    const fields = { orderId: '202611', signature: 'a+b/c==', empty: '' };
    expect(await wallet.open({ is: 'form', action: 'http://127.0.0.1:8090/gateway/api/frontTransReq.do', fields })).toBe('left');
    expect(Object.fromEntries(sent)).toEqual(fields);
    submit.mockRestore();
  });

  it('cannot open a mini-program’s wallet', async () => {
    expect(await wallet.open({ is: 'alipay-trade', tradeNO: '1' })).toBe('failed');
  });
});
