/** The web is served by the gateway itself. */
export const apiBase = '/api';

/** The session is a cookie. */
export const platformOptions = { credentials: 'include' } as const;
