import type { Inside } from '../contract/inside';

/** Mini-programs run in their own app, which the surface says already. */
export const inside: Inside | undefined = undefined;
