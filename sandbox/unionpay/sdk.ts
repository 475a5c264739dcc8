import type { Ctx } from '../common/http';

/**
 * What stands at `open.95516.com/s/open/js/`: the script that 云闪付's pages pay with. Like the real one it does nothing
 * without jQuery or Zepto (protocols-more 7), of which the sandbox gives only the name. The wallet is a window of the twin's
 * own origin, whose message is the only one it listens to.
 */
const ZEPTO = 'window.Zepto=window.$=window.Zepto||function(){};';

const upsdk = (origin: string): string => `
(function(){
if(!window.jQuery&&!window.Zepto)throw new Error('upsdk needs jQuery or Zepto');
var wallet=${JSON.stringify(origin)};
window.upsdk={
pluginReady:function(ready){setTimeout(ready,0)},
pay:function(order){
var told=false;
function tell(error){if(told)return;told=true;window.removeEventListener('message',hear);clearInterval(watch);if(error===null)order.success();else order.fail({msg:error})}
function hear(event){if(event.origin===wallet&&event.data&&event.data.tn===order.tn)tell(event.data.error)}
window.addEventListener('message',hear);
var shown=window.open(wallet+'/unionpay/app/'+order.tn,'_blank');
var watch=setInterval(function(){if(!shown||shown.closed)setTimeout(tell,300,'用户取消支付')},300);
}};
})();`;

export function giveZepto(): Response {
  return script(ZEPTO);
}

export function giveSdk(c: Ctx): Response {
  return script(upsdk(new URL(c.req.url).origin));
}

function script(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' } });
}
