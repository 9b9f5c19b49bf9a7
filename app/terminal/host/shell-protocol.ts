import * as z from 'zod/mini';

/**
 * What the Electron shell and the terminal in its utility process say to each other, beside the screen
 * channel (which runs over a port of its own and which the shell never reads). Both ends parse.
 */
export const toShellSchema = z.discriminatedUnion('type', [
  /** The kiosk runs and can take a screen. */
  z.strictObject({ type: z.literal('ready') }),
  /** Sent every `ALIVE_EVERY` ms, so that a terminal that hangs is told from one that has nothing to say. */
  z.strictObject({ type: z.literal('alive') }),
  /** The camera may be used from now on, or no longer. */
  z.strictObject({ type: z.literal('capturing'), on: z.boolean() }),
  /** A visit has ended and the start page has stood for a while: the page is loaded afresh. */
  z.strictObject({ type: z.literal('visit-over') }),
  /** The screen has painted nothing for too long, or kept breaking the channel's rules. */
  z.strictObject({ type: z.literal('replace-screen'), cause: z.enum(['silent', 'abuse']) }),
]);
export type ToShell = z.infer<typeof toShellSchema>;

/** `screen` comes with the port of a fresh screen. */
export const fromShellSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('screen') }),
  /** The page is gone or going: the visit ends at once. */
  z.strictObject({ type: z.literal('screen-lost'), cause: z.string().check(z.maxLength(40)) }),
  /** The shell refused something of the screen; for the audit. Never contains what was refused. */
  z.strictObject({
    type: z.literal('refused'),
    what: z.string().check(z.maxLength(60)),
    cause: z.string().check(z.maxLength(40)),
  }),
]);
export type FromShell = z.infer<typeof fromShellSchema>;

/** The terminal's sign of life, ms. */
export const ALIVE_EVERY = 5_000;
/** Without one for this long the shell replaces the terminal process, ms. */
export const ALIVE_LIMIT = 20_000;
