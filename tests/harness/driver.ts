/** What a person can do with the program, on any platform. Everything waits until it can be done. */
export interface Driver {
  /** presses what bears this id, once it is there, uncovered and enabled */
  tap(id: string): Promise<void>;
  /** types into the input of this id, a key at a time */
  type(id: string, text: string): Promise<void>;
  /** waits until this text is in sight; spaces do not count */
  see(text: string): Promise<void>;
  seeId(id: string): Promise<void>;
  /** the text shown in what bears this id; of an input, its value */
  textOf(id: string): Promise<string>;
  isChecked(id: string): Promise<boolean>;
  /** waits until a tick is as wanted */
  checked(id: string, is: boolean): Promise<void>;
  /** ids in sight that begin so, in the order of the page */
  idsOf(prefix: string): Promise<string[]>;
  /** path of the page in front, without its query: `pages/home/index` */
  route(): Promise<string>;
  /** waits until this page is in front */
  at(route: string): Promise<void>;
  /** the platform's back key */
  back(): Promise<void>;
  /** presses a tab of the tab bar */
  tab(route: string): Promise<void>;
}

/** Texts are compared without spaces: where one stands between two boxes is a matter of layout. */
export const bare = (text: string): string => text.replace(/\s+/g, '');
