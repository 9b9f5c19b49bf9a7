import { statfsSync } from 'node:fs';
import type { Journal } from '../../../flows/contract/journal.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import { numbered } from '../../../shared/records/kind.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { OpenProblem, Sqlite } from '../../../shared/store/open.ts';
import { withDisk } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import { openAuditLog } from './audit-log.ts';
import type { ClockQuality } from './clock-quality.ts';
import { watchClock } from './clock-quality.ts';
import { compareWithMarks, noteKey } from './compare.ts';
import { openCountyHead } from './county-head.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import { openEnrolment } from './enrolment.ts';
import { lockDataDir, openDataDir } from './files.ts';
import type { Held, HighWater } from './high-water.ts';
import { openHighWater } from './high-water.ts';
import type { TerminalKinds } from './kinds.ts';
import { TERMINAL_KINDS } from './kinds.ts';
import type { TerminalJournal } from './journal.ts';
import { openJournal } from './journal.ts';
import { openNumbers } from './numbers.ts';
import type { TerminalOutbox } from './outbox.ts';
import { openOutbox } from './outbox.ts';
import type { Prepared } from './prepare.ts';
import { prepareFiles } from './prepare.ts';
import { openRetention } from './retention.ts';
import { openEpoch } from './standing.ts';
import type { Transactor } from './transact.ts';
import { transactor } from './transact.ts';
import { watchTroubles } from './troubles.ts';

export interface TerminalStoreOptions {
  /** Created (mode 700) when it is not there. */
  readonly dataDir: string;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly random: Random;
  /** Kinds of records that it takes; by default those of this release. */
  readonly kinds?: TerminalKinds;
  /** Any part is simulated: every record says so. */
  readonly demo: boolean;
  /** Below this many free bytes no new visit begins. Default 500 MB. */
  readonly diskFloorBytes?: number;
  /** One line about what was put right; default: nowhere. */
  readonly report?: (line: string) => void;
  /** Free bytes of the disk; replaced in tests. */
  readonly freeBytes?: () => number;
}

export interface TerminalStore {
  /** Kinds of records that it takes. */
  readonly kinds: TerminalKinds;
  readonly journal: TerminalJournal;
  readonly outbox: TerminalOutbox;
  readonly enrolment: EnrolmentKeeper;
  readonly clockQuality: ClockQuality;
  /** The terminal's own key. */
  readonly signer: Signer;
  /** A damaged store that was put aside at this start. */
  readonly quarantined: string | undefined;
  /** What is wrong with the store now: a word or two for the county, at most 80 characters. */
  status(): string;
  /** The same for a technician: what, and what to do. Empty when all is well. */
  troubles(): readonly string[];
  /** The key is not the one that this terminal was enrolled with: nothing can be said to the county. */
  keyIsStrange(): boolean;
  /** Called after each commit. Returns the cancel function. */
  onQueued(listener: () => void): () => void;
  /** Empties personal details of records answered more than `olderThanMs` ago; number of rows. */
  scrub(olderThanMs: number): number;
  close(): void;
}

/** Why the store cannot be opened; `line` is one sentence for stderr. */
export interface TerminalStoreProblem {
  /** `full` and `io` pass when the disk does; the others need a person. */
  readonly kind: 'locked' | 'newer' | 'full' | 'io' | 'refused';
  readonly line: string;
}

const DISK_FLOOR_BYTES = 500 * 1000 * 1000;
/** Asking the file system for each tap on the screen would be waste. */
const DISK_CHECK_MS = 2000;

/** Opens the terminal's memory and sets right what a power cut or a failing disk left. */
export function openTerminalStore(
  options: TerminalStoreOptions,
): Result<TerminalStore, TerminalStoreProblem> {
  const { dataDir, kinds = TERMINAL_KINDS } = options;
  let lock: Sqlite | undefined;
  const opened = withDisk(dataDir, (): Result<TerminalStore, TerminalStoreProblem | OpenProblem> => {
    const folder = openDataDir(dataDir);
    if (!folder.ok) return err({ kind: 'refused', line: folder.error });
    if (folder.value !== undefined) options.report?.(folder.value);
    lock = lockDataDir(dataDir);
    if (lock === undefined)
      return err({
        kind: 'locked',
        line: `${dataDir} is in use by another terminal process; stop that one first`,
      });
    const prepared = prepareFiles({ ...options, kinds });
    if (!prepared.ok) return prepared;
    try {
      return ok(assemble(options, prepared.value, lock));
    } catch (cause) {
      prepared.value.store.close();
      throw cause;
    }
  });
  if (opened.ok) return opened;
  lock?.close();
  return err(problemOf(dataDir, opened.error));
}

/** Codes of a place that was named wrongly or belongs to somebody else: no waiting helps. */
const REFUSED = /\b(EACCES|EPERM|ENOTDIR|ENOENT|EEXIST|EISDIR|ELOOP|ENAMETOOLONG)\b/;

function problemOf(dataDir: string, problem: TerminalStoreProblem | OpenProblem): TerminalStoreProblem {
  if ('line' in problem) return problem;
  if (problem.kind === 'newer') {
    const { found, known } = problem;
    const line = `${dataDir} was written by a newer version (schema ${found}, this program knows ${known}); install that version`;
    return { kind: 'newer', line };
  }
  if (problem.full) return { kind: 'full', line: `no space left: ${problem.detail}; make room on that disk` };
  return { kind: REFUSED.test(problem.detail) ? 'refused' : 'io', line: problem.detail };
}

function assemble(options: TerminalStoreOptions, prepared: Prepared, lock: Sqlite): TerminalStore {
  const { crypto, clock, random, dataDir, kinds = TERMINAL_KINDS } = options;
  const { store, signer } = prepared;
  const { db } = store;
  const transact = transactor(db);
  const audit = openAuditLog(db, crypto);
  const isFirst = audit.latest() === 0;
  const clockQuality = watchClock(clock, () => audit.latest());
  const epoch = openEpoch(db, random, prepared.marks.life);
  const countyHead = openCountyHead(db, clock, audit, transact);
  const countRecords = db.prepare<[], number | null>('SELECT max(id) FROM records').pluck();
  const probe = db.prepare('UPDATE standing SET life = life WHERE id = 1');
  // The two need each other: numbers are covered by marks, and marks tell what the store holds.
  const held = (): Held | undefined =>
    epoch.rolledBack()
      ? undefined
      : {
          enrolment: enrolment.current() ?? null,
          publicKey: epoch.publicKey(),
          base: epoch.base(),
          life: epoch.life(),
          epoch: epoch.current(),
          sequence: epoch.tip().sequence,
          audit: audit.head(),
          records: countRecords.get() ?? 0,
        };
  const highWater: HighWater = openHighWater({ dataDir, crypto, clock, marks: prepared.marks, held });
  const numbers = openNumbers(db, epoch, highWater);
  const enrolment: EnrolmentKeeper = openEnrolment({
    db,
    crypto,
    clock,
    audit,
    epoch,
    transactor: transact,
    publicKey: signer.publicKey,
    countyHead,
    numbers,
    remembered: prepared.marks.enrolment,
    changed: () => highWater.settle(),
  });
  const retention = openRetention(db, clock, audit, transact, highWater);
  const listeners = new Set<() => void>();
  const parts = {
    db,
    kinds,
    crypto,
    clock,
    clockQuality,
    audit,
    epoch,
    enrolment,
    numbers,
    transactor: transact,
  };
  const watch = watchTroubles({
    db,
    dataDir,
    epoch,
    enrolment,
    transactor: transact,
    signer,
    hasSpace: watchSpace(options, () => {
      // Nobody writes on a closed screen, and only a write shows that there is room again.
      if (transact.full()) unread(transact.run(() => probe.run()));
    }),
    damagedRecords: () => outbox.damaged(),
  });
  const journal = openJournal({
    ...parts,
    signer,
    demo: options.demo,
    health: watch.health,
    barred: watch.barred,
    queued: () => {
      highWater.settleSoon();
      for (const listener of listeners) listener();
    },
  });
  const outbox: TerminalOutbox = openOutbox({ ...parts, countyHead, rest: () => retention.rest() });
  if (isFirst) journal.note('store-created');
  if (epoch.mended && !isFirst) journal.note('standing-damaged', { epoch: epoch.current() });
  for (const alarm of prepared.alarms) journal.note(alarm);
  compareWithMarks({ db, clock, audit, epoch, numbers, transactor: transact, marks: prepared.marks });
  noteKey({ db, kinds, crypto, epoch, enrolment, transactor: transact, signer, lost: prepared.keyLost });
  noteStart(db, kinds, journal);
  requeueRejected(db, kinds, clock, audit, transact);
  highWater.settle();
  return {
    kinds,
    journal,
    outbox,
    enrolment,
    clockQuality,
    signer,
    quarantined: prepared.quarantined,
    status: watch.status,
    troubles: watch.troubles,
    keyIsStrange: watch.keyIsStrange,
    onQueued(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    scrub: (olderThanMs) => retention.scrub(olderThanMs),
    close() {
      if (db.open) highWater.settle();
      highWater.stop();
      store.close();
      if (lock.open) lock.close();
    },
  };
}

/**
 * What the last run left. A visit without a record leaves nothing behind but its note; a
 * certification whose receipt is `pending` or `begun` stays so, and `earlier` offers it for reprint.
 */
function noteStart(db: Sqlite, kinds: TerminalKinds, journal: Journal): void {
  const ofVisit = ['visit-started', 'visit-ended', 'visit-discarded'];
  const events = [...ofVisit, ...Object.values(kinds).map(({ event }) => event)];
  const lastOfVisit = db
    .prepare<string[], string>(
      `SELECT event FROM audit WHERE event IN (${events.map(() => '?').join(', ')})
       ORDER BY sequence DESC LIMIT 1`,
    )
    .pluck()
    .get(...events);
  if (lastOfVisit === 'visit-started') journal.note('visit-discarded', { reason: 'restart' });
  journal.note('started');
}

/**
 * A record that the county could not take may be fine for its next version: each start offers it once
 * more. A conflict stays: there the county holds something else.
 */
function requeueRejected(
  db: Sqlite,
  kinds: TerminalKinds,
  clock: Clock,
  audit: AuditLog,
  transact: Transactor,
): void {
  const rejected = db.prepare<[], { id: number; kind: string; number: string }>(
    `SELECT o.id, r.kind, r.number FROM outbox o JOIN records r ON r.id = o.id
     WHERE o.state = 'parked' AND o.note LIKE 'rejected:%' ORDER BY o.id`,
  );
  const requeue = db.prepare("UPDATE outbox SET state = 'queued', note = NULL WHERE id = ?");
  // Not written, they stay parked; `health` tells of the disk.
  unread(
    transact.run(() => {
      for (const { id, kind: name, number } of rejected.all()) {
        const kind = kinds[name];
        // Of a kind that this release does not know: only one that does can send it.
        if (kind === undefined) continue;
        requeue.run(id);
        audit.append(clock.now(), 'record-requeued', numbered(kind.shared, number));
      }
    }),
  );
}

/** @param found called when there is room, each time that was looked at */
function watchSpace(options: TerminalStoreOptions, found: () => void): () => boolean {
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
      enough = isEnough(freeBytes, diskFloorBytes);
      if (enough) found();
    }
    return enough;
  };
}

/** A disk that does not even answer has no room. */
function isEnough(freeBytes: () => number, floor: number): boolean {
  try {
    return freeBytes() >= floor;
  } catch {
    return false;
  }
}
