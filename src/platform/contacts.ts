import type { Contacts } from './contacts.types';

declare const my: {
  choosePhoneContact(options: { success(picked: { mobile?: string }): void; fail(): void }): void;
};

/** Alipay's own name for it, which Taro does not translate. */
export const contacts: Contacts = {
  pick: () =>
    new Promise<string | null>((resolve) => {
      my.choosePhoneContact({ success: ({ mobile }) => resolve(mobile || null), fail: () => resolve(null) });
    }),
};
