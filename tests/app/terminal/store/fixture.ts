import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TerminalStore, TerminalStoreOptions } from '../../../../app/terminal/store/open.ts';
import { openTerminalStore } from '../../../../app/terminal/store/open.ts';
import type { Clock } from '../../../../shared/clock/clock.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { enrolmentOf } from './sample.ts';

export { draft, enrolmentOf } from './sample.ts';

/** 2026-11-23 10:00 in China. */
export const NOON = Date.parse('2026-11-23T02:00:00Z');

export interface SetClock extends Clock {
  /** Sets the wall clock; the monotonic one goes on. */
  set(at: number): void;
  pass(ms: number): void;
}

/** A clock that stands still until it is told. Timers are not for these tests. */
export function setClock(start: number = NOON): SetClock {
  let now = start;
  let monotonic = 0;
  return {
    now: () => now,
    monotonic: () => monotonic,
    after: () => () => undefined,
    set(at) {
      now = at;
    },
    pass(ms) {
      now += ms;
      monotonic += ms;
    },
  };
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

type OpenOptions = Partial<TerminalStoreOptions> & { readonly dataDir: string };

/** For set-up outside of a test: whoever calls it closes it. */
export function openUntracked(options: OpenOptions): TerminalStore {
  const opened = tryOpen(options);
  if (!opened.ok) throw new Error(opened.error.line);
  return opened.value;
}

/** Opens a store that is closed when the test ends. Fails the test when it cannot be opened. */
export function open(options: OpenOptions): TerminalStore {
  const store = openUntracked(options);
  onTestFinished(() => store.close());
  return store;
}

export function tryOpen(options: OpenOptions): ReturnType<typeof openTerminalStore> {
  return openTerminalStore({
    crypto: nodeCrypto,
    clock: setClock(),
    random: systemRandom,
    demo: true,
    freeBytes: () => 10 ** 12,
    ...options,
  });
}

/** A store in a fresh directory, enrolled as terminal number 1. */
export function openEnrolled(
  options: Partial<TerminalStoreOptions> = {},
): TerminalStore & { dataDir: string } {
  const dataDir = options.dataDir ?? temporaryDirectory();
  const store = open({ ...options, dataDir });
  const saved = store.enrolment.save(enrolmentOf());
  if (!saved.ok) throw new Error(saved.error.kind);
  return { ...store, dataDir };
}
