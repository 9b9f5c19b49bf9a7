import type { ScreenChannel, Standing } from '../../../app/screen/channel/screen-channel.ts';
import type { ToTerminal } from '../../../shared/view/channel.ts';

/** A channel whose other end is the test's own hand. */
export class HandChannel implements ScreenChannel {
  readonly sent: ToTerminal[] = [];
  say: (raw: unknown) => void = () => undefined;
  stand: (standing: Standing) => void = () => undefined;
  send(message: ToTerminal): void {
    this.sent.push(message);
  }
  listen(onMessage: (raw: unknown) => void, onStanding: (standing: Standing) => void): void {
    this.say = onMessage;
    this.stand = onStanding;
  }
  close(): void {
    this.stand('down');
  }
}
