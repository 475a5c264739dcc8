import type { PayRequest } from '../../contract/order';
import type { WalletHint } from '../wallet.types';

interface UpSdk {
  pluginReady(ready: () => void): void;
  pay(order: { tn: string; success(): void; fail(error?: { msg?: string }): void }): void;
}

/** UnionPay's script waits for the app's plug-in; outside the app it waits for ever. */
const READY_MS = 8_000;

/** Opens the wallet over a page inside 云闪付 with UnionPay's own script. Source: UnionPay, UPSDK. */
export async function open({ tn, scripts }: Extract<PayRequest, { is: 'unionpay-app' }>): Promise<WalletHint> {
  try {
    for (const address of scripts) await load(address);
  } catch {
    return 'failed';
  }
  const { upsdk } = window as unknown as { upsdk?: UpSdk };
  if (!upsdk) return 'failed';
  return new Promise((resolve) => {
    const late = setTimeout(resolve, READY_MS, 'failed');
    upsdk.pluginReady(() => {
      clearTimeout(late);
      // A cancel comes as a failure too: neither word is in what the script tells, so the channel is asked.
      upsdk.pay({ tn, success: () => resolve('done'), fail: () => resolve('unclear') });
    });
  });
}

/** Once for each address: a second try to pay finds the script there. */
function load(address: string): Promise<void> {
  if (Array.from(document.scripts).some(({ src, dataset }) => src === address && 'loaded' in dataset)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => {
      script.dataset.loaded = '';
      resolve();
    };
    script.onerror = () => {
      script.remove();
      reject(new Error('a script did not load'));
    };
    document.head.append(script);
  });
}
