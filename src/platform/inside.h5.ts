import { type Inside, insideOf } from '../contract/inside';

type Bridges = Partial<Record<'WeixinJSBridge' | 'AlipayJSBridge', unknown>>;

/**
 * Where this page runs. An app may hide its name from the User-Agent, but not its bridge, which some have put there before
 * our first script. A bridge alone says less than the User-Agent: it may be there late, or be an imitation.
 */
export function whereInside(userAgent: string, bridges: Bridges): Inside {
  const told = insideOf(userAgent);
  if (told !== 'browser' || /wxwork\//i.test(userAgent)) return told;
  if (bridges.WeixinJSBridge) return 'wechat';
  return bridges.AlipayJSBridge && !/AliApp\(/i.test(userAgent) ? 'alipay' : 'browser';
}

export const inside: Inside | undefined = whereInside(navigator.userAgent, window as Bridges);
