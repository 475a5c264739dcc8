/** Makes an input open the digit keypad. A number input would refuse the spaces between groups of digits. */
export const digitKeypad = { type: 'text' as const, inputMode: 'numeric', autoComplete: 'off' };
