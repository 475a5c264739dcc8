import Taro from '@tarojs/taro';
import type { Contacts } from './contacts.types';

export const contacts: Contacts = {
  async pick() {
    try {
      return (await Taro.chooseContact({})).phoneNumber || null;
    } catch {
      // Closed without a choice, or the phone said no: the number can be typed.
      return null;
    }
  },
};
