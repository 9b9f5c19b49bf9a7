import type { Clock } from '../../../shared/clock/clock.ts';
import type { FromShell, ToShell } from '../host/shell-protocol.ts';
import { ALIVE_LIMIT, toShellSchema } from '../host/shell-protocol.ts';

/** First and longest wait before a dead terminal is started again, ms. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** A terminal may migrate and check its store before its first word, ms. */
const START_LIMIT = 120_000;

/** A process as Electron's `utilityProcess.fork` returns it. */
export interface ChildProcess<P> {
  on(event: 'message', listener: (raw: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  postMessage(message: unknown, ports?: P[]): void;
  kill(): boolean;
}

export interface SupervisedTerminal<P> {
  isReady(): boolean;
  /** Lost when no terminal runs: there is nobody to tell. */
  tell(message: FromShell, port?: P): void;
}

/** Keeps one terminal running: dead is started again with back-off, silent is killed and then dead. */
export function superviseTerminal<P>(
  fork: () => ChildProcess<P>,
  clock: Clock,
  onMessage: (message: ToShell) => void,
  onGone: () => void,
): SupervisedTerminal<P> {
  let child: ChildProcess<P> | undefined;
  let ready = false;
  let wait = FIRST_WAIT;
  const start = (): void => {
    const own = fork();
    child = own;
    let cancel = clock.after(START_LIMIT, () => own.kill());
    own.on('message', (raw) => {
      const message = toShellSchema.safeParse(raw);
      if (!message.success) return;
      cancel();
      cancel = clock.after(ALIVE_LIMIT, () => own.kill());
      if (message.data.type === 'ready') {
        ready = true;
        wait = FIRST_WAIT;
      }
      onMessage(message.data);
    });
    own.on('exit', () => {
      cancel();
      child = undefined;
      ready = false;
      clock.after(wait, start);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      onGone();
    });
  };
  start();
  return {
    isReady: () => ready,
    tell: (message, port) => child?.postMessage(message, port === undefined ? [] : [port]),
  };
}
