/** Titles of what can be in a page's place: no answer, no network, nothing there. */
const zh = {
  offlineTitle: '网络断了',
  offlineText: '填好的都在，连上再试；付没付以订单里的为准。',
  offlineAction: '再连一次',
  brokenTitle: '没有回应',
  brokenAction: '再查一次',
  pausedTitle: '服务在休息',
  missingTitle: '没有找到',
  homeAction: '回首页',
};

const en: typeof zh = {
  offlineTitle: 'No network',
  offlineText: 'What you filled in is kept; Orders will show whether anything was paid.',
  offlineAction: 'Try again',
  brokenTitle: 'No answer',
  brokenAction: 'Check again',
  pausedTitle: 'The service is resting',
  missingTitle: 'Not found',
  homeAction: 'Go home',
};

export const states = { zh, en };
