import type { Surface } from '../contract/order';

/** Where this build runs. */
export const surface: Surface = 'weapp';
