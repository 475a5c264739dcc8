/** The web is served by the gateway itself. */
export const apiBase = '/api';
