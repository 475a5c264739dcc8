/** Shown only in builds for the developer tools, where the sandbox stands in for the super-app's wallet. */
export const sandbox = {
  zh: { title: '仿真钱包', content: '不产生真实扣款', confirmText: '付款', cancelText: '取消' },
  en: { title: 'Simulated wallet', content: 'No real money moves', confirmText: 'Pay', cancelText: 'Cancel' },
};
