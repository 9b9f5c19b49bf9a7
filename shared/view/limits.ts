/** Limits of the screen channel, apart from its schemas: the shell's preload needs the numbers only. */

/** Longest message in either direction, bytes. */
export const CHANNEL_MAX_BYTES = 16 * 1024;
/** Screen to terminal: messages per second before further ones are dropped. Observations included. */
export const CHANNEL_MAX_RATE = 80;
