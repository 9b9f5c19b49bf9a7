import type { IpcMainInvokeEvent, WebContents } from 'electron';
import type * as z from 'zod/mini';
import type { ElectronApi } from './electron-api.ts';
import { isOurs, ORIGIN } from '../terminal/host/app-scheme.ts';

/** Longest argument, UTF-16 units of its JSON, and calls per page: our own page needs one. */
const MAX_LENGTH = 1024;
const MAX_CALLS = 5;

export interface IpcPolicy {
  readonly electron: ElectronApi;
  readonly contents: WebContents;
  readonly onRefused: (channel: string, cause: string) => void;
}

/**
 * The only door from the page into the shell: right frame, bearable number and size, right moment, right
 * shape, in this order. Whoever fails gets one empty error and is reported; `fn` never sees the call.
 * @returns to be called for each new page: the last one's flood is not held against it.
 */
export function handle<T>(
  policy: IpcPolicy,
  channel: string,
  schema: z.ZodMiniType<T>,
  isTheMoment: () => boolean,
  fn: (argument: T) => void,
): () => void {
  let calls = 0;
  const objection = (event: IpcMainInvokeEvent, args: readonly unknown[]): string | undefined => {
    const frame = event.senderFrame;
    if (event.sender !== policy.contents || frame === null || frame.parent !== null) return 'foreign-frame';
    if (frame.origin !== ORIGIN || !isOurs(frame.url)) return 'foreign-origin';
    calls += 1;
    if (calls > MAX_CALLS) return 'flooding';
    const length = jsonLength(args);
    if (length === undefined) return 'malformed';
    if (length > MAX_LENGTH) return 'oversized';
    if (!isTheMoment()) return 'out-of-state';
    return undefined;
  };
  policy.electron.ipcMain.handle(channel, (event, ...args: unknown[]) => {
    const cause = objection(event, args);
    const parsed = cause === undefined && args.length === 1 ? schema.safeParse(args[0]) : undefined;
    if (parsed?.success !== true) {
      policy.onRefused(channel, cause ?? 'malformed');
      throw new Error('refused');
    }
    fn(parsed.data);
  });
  return () => {
    calls = 0;
  };
}

/** Undefined for what JSON cannot hold (a cycle, a BigInt): nothing of ours looks like that. */
function jsonLength(value: unknown): number | undefined {
  try {
    return JSON.stringify(value).length;
  } catch {
    return undefined;
  }
}
