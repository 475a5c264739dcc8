// The product's tokens (light, dark), written once for all pages of the twin. No asset is loaded from anywhere.
export const STYLE = `
:root{--mist:#F1F4F2;--surface:#FFFFFF;--inset:#F6F8F7;--line:#E2E8E5;--line2:#7C8983;--ink:#16211D;--ink2:#46524D;--ink3:#5F6C66;
--jade:#0B6B57;--pressed:#085343;--onjade:#FFFFFF;--jadetint:#E0F0EA;--gold:#7E5600;--goldtint:#FAF0D9;--river:#1F6189;--rivertint:#E3EFF6;
--hibiscus:#B2325C;--petal:#FFD3DE;--chilli:#B0301C;--chillitint:#FCEAE6}
@media (prefers-color-scheme:dark){:root{--mist:#0C1210;--surface:#161E1B;--inset:#1C2622;--line:#28332E;--line2:#76857E;--ink:#EDF3F0;--ink2:#B9C5BF;--ink3:#95A39C;
--jade:#5CC7AA;--pressed:#4BB096;--onjade:#04231B;--jadetint:#16352C;--gold:#E3B75A;--goldtint:#33290F;--river:#82BDE3;--rivertint:#142D3D;
--hibiscus:#F595B4;--petal:#4A0F24;--chilli:#FF9A85;--chillitint:#3D1C16}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--mist);color:var(--ink);font:16px/24px "PingFang SC","HarmonyOS Sans SC",MiSans,"Noto Sans CJK SC",system-ui,sans-serif}
main,.top,.bar>div{max-width:560px;margin:0 auto;padding:0 16px}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:8px 10px;padding-top:12px;padding-bottom:12px;width:100%}
.mark{width:28px;height:28px;flex:none}
.brand{font-size:18px;line-height:28px;font-weight:600}
.pill{font-size:12px;line-height:16px;padding:4px 10px;border-radius:999px;background:var(--goldtint);color:var(--gold);white-space:nowrap}
.lang{margin-left:auto;color:var(--jade);font-size:14px;font-weight:600;text-decoration:none;min-width:48px;min-height:48px;display:flex;align-items:center;justify-content:flex-end}
@media (max-width:359px){.top .pill{order:3}}
.tile{width:40px;height:40px;border-radius:12px;display:flex;align-items:center;justify-content:center;flex:none;background:var(--rivertint);color:var(--river);font-weight:600;font-size:18px}
.tile svg{width:22px;height:22px}
h1{font-size:22px;line-height:30px;font-weight:600;margin:0 4px 4px}
h2{font-size:16px;line-height:24px;font-weight:600;margin:24px 4px 8px}
p{margin:0}
.lead{color:var(--ink2);font-size:14px;line-height:22px;margin:0 4px 4px}
.card h1,.card .lead{margin-left:0;margin-right:0}
.card{background:var(--surface);border-radius:16px;padding:0 16px;margin:0 0 12px;overflow:hidden}
.note{color:var(--ink3);font-size:13px;line-height:18px}
.row{display:flex;align-items:center;gap:12px;min-height:64px;padding:12px 0}
.row+.row{border-top:1px solid var(--line)}
.grow{flex:1;min-width:0}
.name{font-weight:600;overflow-wrap:anywhere}
.right{text-align:right;flex:none}
.num{font-variant-numeric:tabular-nums}
.sum{font-size:18px;line-height:24px;font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
.sum small{font-size:14px}
.big{font-size:22px;line-height:30px;font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap;letter-spacing:.01em}
.tag{display:inline-block;font-size:12px;line-height:16px;padding:2px 8px;border-radius:10px;background:var(--inset);color:var(--ink2);white-space:nowrap}
.tag.done{background:var(--jadetint);color:var(--jade)}
.tag.wait{background:var(--rivertint);color:var(--river)}
.tag.bad{background:var(--chillitint);color:var(--chilli)}
.no{overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
button,.button{font:inherit;font-weight:600;cursor:pointer;min-height:48px;border-radius:999px;border:1.5px solid var(--line2);background:transparent;color:var(--ink);padding:0 20px;display:inline-flex;align-items:center;justify-content:center;text-decoration:none;touch-action:manipulation}
button.go,.button.go{background:var(--jade);border-color:var(--jade);color:var(--onjade);font-size:18px;min-height:52px;width:100%}
button.go:active{background:var(--pressed)}
button.copy{min-width:72px;padding:0 16px;font-size:14px;border-color:var(--line);color:var(--jade)}
button.text{border-color:transparent;color:var(--ink2);font-weight:400}
button:focus-visible,a:focus-visible{outline:2px solid var(--jade);outline-offset:2px}
.slip{padding:24px 20px 12px;position:relative;margin-top:4px}
.slip .what{text-align:center;color:var(--ink2);overflow-wrap:anywhere}
.hero{text-align:center;font-size:42px;line-height:48px;font-weight:600;font-variant-numeric:tabular-nums;margin:8px 0 20px;white-space:nowrap}
.hero small{font-size:26px}
.cut{border-top:1px dashed var(--line);position:relative;margin:0 0 8px}
.cut:before,.cut:after{content:"";position:absolute;top:-10px;width:20px;height:20px;border-radius:50%;background:var(--mist)}
.cut:before{left:-30px}.cut:after{right:-30px}
.fact{display:flex;justify-content:space-between;gap:16px;padding:8px 0}
.fact span:first-child{color:var(--ink3);flex:none}
.fact span:last-child{text-align:right;min-width:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.warn{background:var(--goldtint);color:var(--gold);font-size:14px;line-height:20px;padding:10px 16px;border-radius:12px;margin:0 0 12px}
.error{background:var(--chillitint);color:var(--chilli)}
.desk{display:flex;flex-direction:column;min-height:100vh;min-height:100dvh}
.desk main{flex:1;width:100%}
.bar{position:sticky;bottom:0;background:var(--surface);border-top:1px solid var(--line);padding:12px 0 calc(12px + env(safe-area-inset-bottom));margin-top:24px}
.pair{display:flex;gap:12px;margin-top:12px}
.pair button{flex:1}
.empty{padding:20px 0;color:var(--ink3);font-size:14px;line-height:20px}
.code{font-size:28px;line-height:34px;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:.06em}
.foot{color:var(--ink3);font-size:13px;line-height:20px;padding:12px 4px 32px}
@media (prefers-reduced-motion:no-preference){button{transition:background 80ms}}
`;
