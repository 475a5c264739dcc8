import type { Contacts } from './contacts.types';

/** Browsers that open contacts are too few to put a button there. */
export const contacts: Contacts = null;
