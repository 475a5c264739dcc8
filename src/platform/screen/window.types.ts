/** How much of home's head the platform's own controls take, in px. */
export interface HeadInsets {
  /** status bar above the head */
  readonly top: number;
  /** height of the row beside the platform's capsule */
  readonly height: number;
  /** width that the capsule takes at the right */
  readonly right: number;
}

/** What the citizen chose, or the system where nothing was chosen. */
export interface Paint {
  readonly dark: boolean;
  /** a choice of the citizen, which native bars would not follow by themselves */
  readonly chosen: boolean;
  readonly tabs: readonly string[];
  /** whether the page being painted shows the tab bar */
  readonly onTab: boolean;
  readonly language: 'zh' | 'en';
  readonly elder: boolean;
}
