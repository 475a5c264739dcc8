import { Phone } from './phone';
import { launchWeapp } from './weapp/launch';
import { createMiniDriver } from './mini-driver';
import { textBelow } from './engine/nodes';
async function main() {
  const phone = new Phone({ origin: 'http://127.0.0.1:1', twin: {} as never });
  const t0 = Date.now();
  const program = launchWeapp('/tmp/d/weapp', phone);
  console.log('launched', Date.now() - t0);
  const d = createMiniDriver(() => program, 2000);
  await new Promise(r => setTimeout(r, 800));
  console.log(textBelow(program.shell.top().view._exparserNode));
  console.log(phone.violations, phone.errors, phone.calls.map(c => c.name).join());
  await d.tap('agree');
  await new Promise(r => setTimeout(r, 800));
  console.log(textBelow(program.shell.top().view._exparserNode));
  await d.tap('open-water'); await d.at('services/water/index'); await d.seeId('account-input');
  await d.type('account-input', '205112340002');
  console.log(await d.textOf('account-input'));
  console.log(textBelow(program.shell.top().view._exparserNode));
  console.log(phone.violations, phone.errors, phone.calls.map(c => c.name).join());
  process.exit();
}
main().catch(e => { console.error(e); process.exit(1); });
