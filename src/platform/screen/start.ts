/** Nothing to prepare in this mini-program. */
export function prepare(): void {}
