/** The phone's contacts; null where the platform does not open them. */
export type Contacts = {
  /** @returns the number as it is kept there; null when none was picked */
  pick(): Promise<string | null>;
} | null;
