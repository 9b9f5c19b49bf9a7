import type { ContextBridge, IpcRenderer } from 'electron';
import { CHANNEL_MAX_BYTES } from '../../shared/view/limits.ts';
import { CONNECT, PORT } from './names.ts';

/** What the page has of Electron: one verb. Text in, text out, as `shared/view/channel` has it. */
export interface SongbaiVerbs {
  /**
   * Joins the terminal; once per page. `onStanding(true)` when the line stands; what is sent before is
   * dropped silently. A terminal that goes takes the page with it: the shell loads a fresh one.
   */
  connect(
    onMessage: (text: string) => void,
    onStanding: (standing: boolean) => void,
  ): { send(text: string): void };
}

export function exposeVerbs(bridge: ContextBridge, renderer: IpcRenderer): void {
  const verbs: SongbaiVerbs = {
    connect(onMessage, onStanding) {
      let line: InstanceType<typeof MessagePort> | undefined;
      renderer.once(PORT, ({ ports: [port] }) => {
        if (port === undefined) return;
        line = port;
        port.addEventListener('message', ({ data }: { data: unknown }) => {
          if (typeof data === 'string' && data.length <= CHANNEL_MAX_BYTES) onMessage(data);
        });
        port.start();
        onStanding(true);
      });
      // A refusal ends in a fresh page, so there is nothing to tell this one.
      renderer.invoke(CONNECT, 'ready').catch(() => undefined);
      return {
        send(text) {
          if (typeof text === 'string' && text.length <= CHANNEL_MAX_BYTES) line?.postMessage(text);
        },
      };
    },
  };
  bridge.exposeInMainWorld('songbai', verbs);
  // Paper comes from the terminal's printers only; a page that prints would open the system's dialog.
  bridge.executeInMainWorld({
    func: () => {
      const nothing = { value: () => undefined, writable: false, configurable: false };
      Object.defineProperty(globalThis, 'print', nothing);
    },
  });
}
