import type { Wallet } from './wallet.types';

/** In a browser a wallet is a page of its own: we go there, and its return leads to the result page. */
export const wallet: Wallet = {
  channels: ['alipay', 'unionpay'],
  open(request) {
    if (request.is === 'redirect') {
      window.location.assign(request.url);
      return Promise.resolve('left');
    }
    if (request.is !== 'form') return Promise.resolve('failed');
    const form = document.createElement('form');
    form.method = 'post';
    form.action = request.action;
    form.acceptCharset = 'UTF-8';
    form.style.display = 'none';
    for (const [name, value] of Object.entries(request.fields)) {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    form.submit();
    return Promise.resolve('left');
  },
};
