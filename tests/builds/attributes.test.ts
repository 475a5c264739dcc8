import { alipay } from '../harness/alipay/launch';
import { distOf } from '../harness/dist';
import { attr, byId } from '../harness/engine/nodes';
import { Phone } from '../harness/phone';
import { weapp } from '../harness/weapp/launch';
import { until } from '../support/until';

/**
 * Taro shortens attributes to p0, p1 … twice: in the templates when it builds, in the program when it runs. Where the two lists
 * differ, each element gets the values of other attributes: an input its placeholder for its value.
 */
it.each([
  ['weapp', weapp],
  ['alipay', alipay],
] as const)('in the %s build every attribute gets its own value', async (name, platform) => {
  const phone = new Phone({ origin: 'http://127.0.0.1:9', twin: undefined as never });
  const program = platform.launch(distOf(name), phone);
  const find = (id: string) => until(`"${id}"`, () => byId(program.shell.top().view._exparserNode, id));
  try {
    const button = await find('decline');
    expect(['hover-class', 'hover-start-time', 'aria-role', 'aria-label'].map((one) => attr(button, one))).toEqual([
      'pressed',
      0,
      'button',
      '只看看',
    ]);
    const input = await find('search');
    expect(['value', 'type', 'placeholder', 'placeholder-class', 'maxlength', 'aria-label'].map((one) => attr(input, one))).toEqual([
      '',
      'text',
      '搜服务，试试 sf',
      'search-placeholder',
      24,
      '搜索服务',
    ]);
  } finally {
    program.kill();
  }
});
