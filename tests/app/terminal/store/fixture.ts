import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TerminalStore, TerminalStoreOptions } from '../../../../app/terminal/store/open.ts';
import { openTerminalStore } from '../../../../app/terminal/store/open.ts';
import type { Enrolment } from '../../../../app/terminal/store/enrolment.ts';
import type { CertificationDraft } from '../../../../flows/contract/journal.ts';
import type { Clock } from '../../../../shared/clock/clock.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import type { CountyProfile } from '../../../../shared/protocol/messages.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';

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

export const PROFILE: CountyProfile = {
  code: '990123',
  name: '松柏县',
  policyPack: 'national-2014',
  certification: { periodMonths: 12, convention: 'from-current-month', renewalWindowMonths: 2 },
  counter: '3 号窗口',
  nearest: '县社保大厅',
};

export function enrolmentOf(change: Partial<Enrolment> = {}): Enrolment {
  return {
    terminal: 'T0001',
    number: 1,
    countyKey: nodeCrypto.generateKey().signer.publicKey,
    handleKey: Buffer.alloc(32, 7).toString('base64'),
    profile: PROFILE,
    codeUsed: '0'.repeat(64),
    ...change,
  };
}

export function draft(change: Partial<CertificationDraft> = {}): CertificationDraft {
  return {
    idNumber: '990101195001011234',
    name: '李秀珍',
    source: 'id-card',
    method: 'face',
    validThrough: '2027-10',
    liveness: { engine: 'scripted', challenge: ['blink', 'turn-left'], attempt: 1, durationMs: 5200 },
    consent: '2026-11',
    ...change,
  };
}

/** Opens a store that is closed when the test ends. Fails the test when it cannot be opened. */
export function open(options: Partial<TerminalStoreOptions> & { readonly dataDir: string }): TerminalStore {
  const opened = openTerminalStore({
    crypto: nodeCrypto,
    clock: setClock(),
    random: systemRandom,
    demo: true,
    freeBytes: () => 10 ** 12,
    ...options,
  });
  if (!opened.ok) throw new Error(opened.error.line);
  onTestFinished(() => opened.value.close());
  return opened.value;
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
