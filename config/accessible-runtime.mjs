import { mergeInternalComponents } from '@tarojs/shared';

// The runtime numbers an element's attributes as the templates do: both must know the same ones. accessible.ts has the same list.
const aria = { 'aria-label': '', 'aria-role': '', 'aria-checked': '', 'aria-disabled': '', 'aria-hidden': '', 'aria-live': '' };
mergeInternalComponents({ View: aria, Text: aria, Input: aria });
