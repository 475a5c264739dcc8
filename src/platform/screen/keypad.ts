/** Makes an input open the digit keypad. */
export const digitKeypad = { type: 'number' as const };
