import { createActor } from 'xstate';
import type { Problem } from '../../shared/protocol/messages.ts';
import { timerClock } from '../session/clock.ts';
import type { SyncPorts } from './context.ts';
import { syncMachine } from './machine.ts';

/** The sync behind verbs. */
export interface Sync {
  start(): void;
  stop(): void;
  /** There is something to send, or a reason to try now. */
  wake(): void;
  /** The county's port can be reached again, after it could not. */
  lineIsBack(): void;
  /** The county said, by its signature, that it will not have this terminal. */
  refused(): Problem['error'] | undefined;
  /** Called after each exchange. Returns the cancel function. */
  subscribe(listener: () => void): () => void;
}

export function createSync(ports: SyncPorts): Sync {
  const actor = createActor(syncMachine, { input: ports, clock: timerClock(ports.clock) });
  const listeners = new Set<() => void>();
  let started = false;
  actor.subscribe({
    next() {
      for (const listener of listeners) listener();
    },
  });
  return {
    start() {
      started = true;
      actor.start();
    },
    stop() {
      started = false;
      actor.stop();
    },
    wake() {
      if (started) actor.send({ type: 'WAKE' });
    },
    lineIsBack() {
      if (started) actor.send({ type: 'LINE' });
    },
    refused: () => actor.getSnapshot().context.refused,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
