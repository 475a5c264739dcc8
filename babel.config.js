// Phones' browsers update themselves; the engines inside WeChat and Alipay on old phones do not.
const targets = process.env.TARO_ENV === 'h5' ? { chrome: '87', ios: '14.5' } : { chrome: '80', ios: '12' };

module.exports = {
  presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', useBuiltIns: false, targets }]],
  // Compact private fields: react-query has hundreds, and nobody looks inside.
  assumptions: { privateFieldsAsProperties: true, setPublicClassFields: true },
};
