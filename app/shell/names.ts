/** Page → shell: is up and wants its port. Shell → page: here it is. There are no other names. */
export const CONNECT = 'screen:connect';
export const PORT = 'screen:port';
