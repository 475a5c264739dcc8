const zh = {
  title: '先说清楚隐私',
  lead: '查账单、缴费要用到这些，别的不收：',
  items: ['一个登录标识，用来认出是你', '你填的户号，用来查账单', '订单和付款结果，用来告诉你钱在哪里'],
  keep: '号码加密保存，只给收费单位和你选的支付机构。在「我的」里随时可以看、可以删。',
  decline: '只看看',
  agree: '同意并继续',
};

const en: typeof zh = {
  title: 'Your privacy first',
  lead: 'To find and pay bills we use this, and nothing else:',
  items: ['An id to know it is you', 'Account numbers you type, to find bills', 'Orders and payments, to show where the money is'],
  keep: 'Numbers are encrypted and go only to the company you pay and the wallet you choose. See or delete them any time under Me.',
  decline: 'Just look',
  agree: 'Agree',
};

export const consent = { zh, en };
