import type { PayRequest } from '../../contract/order';
import type { WalletHint } from '../wallet.types';

/** The wallet is a page of its own: we go there, and its return leads to the result page. */
export async function open(request: Extract<PayRequest, { is: 'redirect' | 'form' }>): Promise<WalletHint> {
  if (request.is === 'redirect') window.location.assign(request.url);
  else post(request.action, request.fields);
  return 'left';
}

function post(action: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  form.acceptCharset = 'UTF-8';
  form.style.display = 'none';
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
