import * as z from 'zod/mini';
import { intentSchema } from './intents.ts';
import { viewSchema } from './view.ts';

/**
 * The one typed channel between terminal and screen: JSON messages over a WebSocket (browser host) or
 * a MessagePort (Electron). Both ends parse with these schemas; anything else is dropped and counted.
 */

export { CHANNEL_MAX_BYTES, CHANNEL_MAX_RATE } from './limits.ts';

export const toScreenSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('view'), view: viewSchema }),
]);
export type ToScreen = z.infer<typeof toScreenSchema>;

/** Screen to terminal. `page` is that of the view the person was looking at: stale taps have no effect. */
export const toTerminalSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('intent'), page: z.int(), intent: intentSchema }),
  /** The screen is alive and painted this page; sent every 2 s and after each paint of a new page. */
  z.strictObject({ type: z.literal('painted'), page: z.int() }),
]);
export type ToTerminal = z.infer<typeof toTerminalSchema>;
