import Taro from '@tarojs/taro';

/** Found in builds for the developer tools and in no production build: a test looks for it. */
const MARKER = 'rongyifu-sandbox-wallet';

/**
 * Asks the sandbox's control side, for what a developer tool's super-app cannot do: sign in, and open a wallet. Reaches the twin
 * on this machine and nothing else.
 */
export async function askTwin<T>(path: string, data: object): Promise<T> {
  const answer = await Taro.request<T>({
    url: `${process.env.TARO_APP_TWIN}/_twin/${path}`,
    method: 'POST',
    header: { 'Content-Type': 'application/json', 'X-Wallet': MARKER },
    data,
  });
  return answer.data;
}
