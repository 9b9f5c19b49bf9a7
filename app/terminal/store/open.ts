import { readdirSync, statfsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Journal } from '../../../flows/contract/journal.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Sqlite, Store } from '../../../shared/store/open.ts';
import { openStore } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import { openAuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import { watchClock } from './clock-quality.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import { openEnrolment } from './enrolment.ts';
import { STORE_FILE, createDataDir, loadOrMakeKey, lockDataDir } from './files.ts';
import type { TerminalJournal } from './journal.ts';
import { openJournal } from './journal.ts';
import type { TerminalOutbox } from './outbox.ts';
import { openOutbox } from './outbox.ts';
import { openRetention } from './retention.ts';
import { TERMINAL_MIGRATIONS } from './schema.ts';
import { openEpoch } from './standing.ts';
import type { Transactor } from './transact.ts';
import { transactor } from './transact.ts';

export interface TerminalStoreOptions {
  /** Created (mode 700) when it is not there. */
  readonly dataDir: string;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly random: Random;
  /** Any part is simulated: every record says so. */
  readonly demo: boolean;
  /** Below this many free bytes no new visit begins. Default 500 MB. */
  readonly diskFloorBytes?: number;
  /** Free bytes of the disk; replaced in tests. */
  readonly freeBytes?: () => number;
}

export interface TerminalStore {
  readonly journal: TerminalJournal;
  readonly outbox: TerminalOutbox;
  readonly enrolment: EnrolmentKeeper;
  readonly clockQuality: ClockQuality;
  /** The terminal's own key. */
  readonly signer: Signer;
  /** A damaged store that was put aside at this start. */
  readonly quarantined: string | undefined;
  /** Called after each commit. Returns the cancel function. */
  onQueued(listener: () => void): () => void;
  /** Empties personal details of records answered more than `olderThanMs` ago; number of rows. */
  scrub(olderThanMs: number): number;
  close(): void;
}

/** Why the store cannot be opened; `line` is one sentence for stderr. */
export interface TerminalStoreProblem {
  readonly kind: 'locked' | 'newer' | 'io';
  readonly line: string;
}

const DISK_FLOOR_BYTES = 500 * 1000 * 1000;
/** Asking the file system for each tap on the screen would be waste. */
const DISK_CHECK_MS = 2000;

/** Opens the terminal's memory and sets right what a power cut left. */
export function openTerminalStore(
  options: TerminalStoreOptions,
): Result<TerminalStore, TerminalStoreProblem> {
  const { dataDir } = options;
  let lock: Sqlite | undefined;
  try {
    createDataDir(dataDir);
    lock = lockDataDir(dataDir);
    if (lock === undefined)
      return err({
        kind: 'locked',
        line: `${dataDir} is in use by another terminal process; stop that one first`,
      });
    const signer = loadOrMakeKey(dataDir, options.crypto);
    const opened = openStore(join(dataDir, STORE_FILE), TERMINAL_MIGRATIONS);
    if (opened.ok) return ok(assemble(options, opened.value, lock, signer));
    lock.close();
    return err(
      opened.error.kind === 'io'
        ? { kind: 'io', line: opened.error.detail }
        : {
            kind: 'newer',
            line: `${dataDir} was written by a newer version (schema ${opened.error.found}, this program knows ${opened.error.known}); install that version`,
          },
    );
  } catch (cause) {
    lock?.close();
    if (!(cause instanceof Error) || !('code' in cause)) throw cause;
    return err({ kind: 'io', line: `${dataDir}: ${cause.message}` });
  }
}

function assemble(options: TerminalStoreOptions, store: Store, lock: Sqlite, signer: Signer): TerminalStore {
  const { crypto, clock, random, dataDir } = options;
  const { db } = store;
  const transact = transactor(db);
  const audit = openAuditLog(db, crypto);
  const clockQuality = watchClock(clock, () => audit.latest());
  const epoch = openEpoch(db, random);
  const enrolment = openEnrolment({ db, clock, audit, epoch, transactor: transact });
  const retention = openRetention(db, clock, audit, transact);
  const listeners = new Set<() => void>();
  const damagedBefore = quarantinedFiles(dataDir);
  const hasSpace = watchSpace(options);
  const health: Journal['health'] = () => {
    if (transact.broken() || damagedBefore.length > 0) return 'damaged';
    if (epoch.rolledBack()) return 'rolled-back';
    return transact.full() || !hasSpace() ? 'disk' : 'ok';
  };
  const shared = { db, clock, clockQuality, audit, epoch, transactor: transact };
  const journal = openJournal({
    ...shared,
    crypto,
    signer,
    demo: options.demo,
    enrolment,
    health,
    queued: () => {
      for (const listener of listeners) listener();
    },
  });
  noteStart(db, audit, journal, store.quarantined);
  requeueRejected(db, clock, audit, transact);
  return {
    journal,
    outbox: openOutbox({ ...shared, rest: () => retention.rest() }),
    enrolment,
    clockQuality,
    signer,
    quarantined: store.quarantined,
    onQueued(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    scrub: (olderThanMs) => retention.scrub(olderThanMs),
    close() {
      store.close();
      if (lock.open) lock.close();
    },
  };
}

/**
 * What the last run left. A visit without a certification leaves nothing behind but its note; a
 * certification whose receipt is `pending` or `begun` stays so, and `earlier` offers it for reprint.
 */
function noteStart(db: Sqlite, audit: AuditLog, journal: Journal, quarantined: string | undefined): void {
  const lastOfVisit = db
    .prepare<[], string>(
      `SELECT event FROM audit WHERE event IN ('visit-started', 'visit-ended', 'visit-discarded', 'certified')
       ORDER BY sequence DESC LIMIT 1`,
    )
    .pluck()
    .get();
  if (audit.latest() === 0) journal.note('store-created');
  if (quarantined !== undefined) journal.note('store-damaged', { file: basename(quarantined) });
  if (lastOfVisit === 'visit-started') journal.note('visit-discarded', { reason: 'restart' });
  journal.note('started');
}

/**
 * A record that the county could not take may be fine for its next version: each start offers it once
 * more. A conflict stays: there the county holds something else.
 */
function requeueRejected(db: Sqlite, clock: Clock, audit: AuditLog, transact: Transactor): void {
  const rejected = db.prepare<[], { id: number; certificate_no: string }>(
    `SELECT o.id, c.certificate_no FROM outbox o JOIN certifications c ON c.id = o.id
     WHERE o.state = 'parked' AND o.note LIKE 'rejected:%' ORDER BY o.id`,
  );
  const requeue = db.prepare("UPDATE outbox SET state = 'queued', note = NULL WHERE id = ?");
  // Not written, they stay parked; `health` tells of the disk.
  unread(
    transact.run(() => {
      for (const { id, certificate_no: certificateNo } of rejected.all()) {
        requeue.run(id);
        audit.append(clock.now(), 'record-requeued', { certificateNo });
      }
    }),
  );
}

/** As long as a damaged file lies there, records in it may be unsent: a technician has to take it away. */
function quarantinedFiles(dataDir: string): readonly string[] {
  return readdirSync(dataDir).filter((name) => name.startsWith(`${STORE_FILE}.damaged-`));
}

function watchSpace(options: TerminalStoreOptions): () => boolean {
  const { clock, dataDir, diskFloorBytes = DISK_FLOOR_BYTES } = options;
  const freeBytes =
    options.freeBytes ??
    (() => {
      const { bavail, bsize } = statfsSync(dataDir);
      return bavail * bsize;
    });
  let checkedAt = Number.NEGATIVE_INFINITY;
  let enough = true;
  return () => {
    if (clock.monotonic() - checkedAt >= DISK_CHECK_MS) {
      checkedAt = clock.monotonic();
      enough = freeBytes() >= diskFloorBytes;
    }
    return enough;
  };
}
