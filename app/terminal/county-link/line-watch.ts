import { connect } from 'node:net';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import { inBackground } from '../../../shared/result/background.ts';

/** Between two feelers, ms; spread, so that the terminals of a county do not feel in step. */
const EVERY_MS = 2_500;
const SPREAD_MS = 1_000;
/** Together with the pause under 5 s: so soon a cut line is on the screen. */
const PATIENCE_MS = 1_400;

export interface LineWatch {
  start(): void;
  stop(): void;
}

export interface LineWatchOptions {
  /** Base URL of the county. */
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  /** After each feeler: whether the county's port could be reached. */
  readonly felt: (reachable: boolean) => void;
  readonly feel?: typeof canConnect;
}

/**
 * Feels whether the county's port can be reached, between heartbeats that come once a minute. It says only
 * that the line is cut; that the county is there again, its own signed word says. No byte is sent.
 */
export function watchLine({ url, clock, random, felt, feel = canConnect }: LineWatchOptions): LineWatch {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const at = { host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
  let cancel: (() => void) | undefined;
  let running = false;
  const later = (): void => {
    cancel = clock.after(EVERY_MS + random.below(SPREAD_MS), () => inBackground(once()));
  };
  const once = async (): Promise<void> => {
    const reachable = await feel(at.host, at.port, PATIENCE_MS);
    if (!running) return;
    felt(reachable);
    later();
  };
  return {
    start() {
      if (running) return;
      running = true;
      later();
    },
    stop() {
      running = false;
      cancel?.();
    },
  };
}

function canConnect(host: string, port: number, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reachable: boolean): void => {
      socket.destroy();
      resolve(reachable);
    };
    // Whatever comes after the first word of it is nobody's business any more.
    socket.on('error', () => end(false));
    socket.once('connect', () => end(true));
    socket.setTimeout(patienceMs, () => end(false));
  });
}
