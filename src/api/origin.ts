/** Mini-programs talk to the gateway across the network. */
export const apiBase = `${process.env.TARO_APP_API}/api`;

/** What a request needs on this platform only. */
export const platformOptions = {};
