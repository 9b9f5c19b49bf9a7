import type { ScreenChannel } from './screen-channel.ts';

/** The preload of the Electron shell puts the port here. */
declare global {
  interface Window {
    readonly songbai?: { readonly port?: MessagePort };
  }
}

export function portChannel(port: MessagePort): ScreenChannel {
  return {
    send: (message) => port.postMessage(message),
    listen(onMessage, onStanding) {
      port.addEventListener('message', (event) => onMessage(event.data));
      port.addEventListener('close', () => onStanding(false));
      port.start();
      onStanding(true);
    },
    close: () => port.close(),
  };
}
