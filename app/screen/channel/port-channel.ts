import { CHANNEL_MAX_BYTES } from '../../../shared/view/channel.ts';
import type { ScreenChannel } from './screen-channel.ts';

/** What the preload of the Electron shell puts into the page: one verb, text in and text out. */
export interface ShellVerbs {
  connect(
    onMessage: (text: string) => void,
    onStanding: (standing: boolean) => void,
  ): { send(text: string): void };
}

declare global {
  interface Window {
    readonly songbai?: ShellVerbs;
  }
}

/**
 * The terminal behind the shell's message port. When it goes, the shell loads the page afresh; a port that
 * closes says nothing to its page.
 */
export function portChannel(shell: ShellVerbs): ScreenChannel {
  let line: { send(text: string): void } | undefined;
  return {
    send: (message) => line?.send(JSON.stringify(message)),
    listen(onMessage, onStanding) {
      line = shell.connect(
        (text) => {
          if (text.length > CHANNEL_MAX_BYTES) return;
          try {
            onMessage(JSON.parse(text));
          } catch {
            // Not JSON: dropped, like everything the schema does not know.
          }
        },
        (up) => onStanding(up ? 'up' : 'down'),
      );
    },
    close: () => {
      line = undefined;
    },
  };
}
