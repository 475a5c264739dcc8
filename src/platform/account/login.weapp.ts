import Taro from '@tarojs/taro';
import type { Login } from './login.types';

export const login: Login = {
  silent: true,
  async code() {
    const { code } = await Taro.login();
    return { route: 'signInWechat', code };
  },
};
