/** Mini-programs talk to the gateway across the network. */
export const apiBase = `${process.env.TARO_APP_API}/api`;
