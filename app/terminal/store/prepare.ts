import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Condition, OpenProblem, Store } from '../../../shared/store/open.ts';
import {
  asideName,
  examineStore,
  openReadOnly,
  openStore,
  quarantine,
  removeStore,
  syncDirectory,
  withDisk,
} from '../../../shared/store/open.ts';
import type { Found } from './files.ts';
import {
  KEY_FILE,
  MARKS_FILE,
  STORE_FILE,
  damagedStores,
  makeKey,
  readKey,
  readMarks,
  writeMarks,
} from './files.ts';
import type { TerminalKinds } from './kinds.ts';
import type { Marks } from './marks.ts';
import { UNBORN } from './marks.ts';
import type { Loss } from './salvage/rebuild.ts';
import { fillStore, measureLoss } from './salvage/rebuild.ts';
import { nothing, salvage } from './salvage/salvage.ts';
import { TERMINAL_MIGRATIONS } from './schema.ts';

/** The terminal's three files, each whole, and what had to be done for it. */
export interface Prepared {
  readonly store: Store;
  readonly signer: Signer;
  readonly marks: Marks;
  /** Alarms for the audit log: files beside the store that were not as they were left. */
  readonly alarms: readonly string[];
  /** The key had to be made although this terminal was at work before. */
  readonly keyLost: boolean;
  /** What was lost with a store that was put aside at this start. */
  readonly loss: Loss | undefined;
  readonly quarantined: string | undefined;
}

export interface Place {
  readonly dataDir: string;
  readonly kinds: TerminalKinds;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Brings what lies in `dataDir` to where a terminal can work with it. A store is *new* only where none of
 * its traces is: no content, key, marks or damaged file. Everything else that is missing or cannot be read
 * was lost, and is put together again from what the others know; what is damaged is kept beside.
 */
export function prepareFiles(place: Place): Result<Prepared, OpenProblem> {
  const { dataDir, crypto } = place;
  const file = join(dataDir, STORE_FILE);
  return withDisk(file, () => {
    finishRebuild(file);
    const condition = examineStore(file, TERMINAL_MIGRATIONS);
    if (condition.kind === 'newer') return err(condition);
    const marksFile = readMarks(dataDir, crypto);
    const key = readKey(dataDir, crypto);
    const blank = isBlank(condition);
    const traces = key.kind !== 'absent' || marksFile.kind !== 'absent' || damagedStores(dataDir).length > 0;
    const isNew = blank && !traces;
    const unborn = isNew || (marksFile.kind === 'there' && !marksFile.value.born);
    // First of all files: with it a first start that is cut short is known for what it is.
    if (isNew) writeMarks(dataDir, crypto, UNBORN);
    const alarms = unborn
      ? []
      : alarmsOf(marksFile, key, condition.kind === 'sound' && condition.version > 1);
    for (const [name, found] of [
      [MARKS_FILE, marksFile],
      [KEY_FILE, key],
    ] as const)
      if (found.kind === 'damaged') quarantine(join(dataDir, name));
    const marks = marksFile.kind === 'there' && marksFile.value.born ? marksFile.value : undefined;
    const signer = key.kind === 'there' ? key.value : makeKey(dataDir, crypto);
    const finish = (
      store: Result<Store, OpenProblem>,
      lost?: { readonly loss: Loss; readonly quarantined: string | undefined },
    ): Result<Prepared, OpenProblem> =>
      store.ok
        ? ok({
            store: store.value,
            signer,
            marks: marks ?? UNBORN,
            alarms,
            keyLost: key.kind !== 'there' && !unborn,
            loss: lost?.loss,
            quarantined: lost?.quarantined,
          })
        : store;
    if (condition.kind === 'sound' && !blank) return finish(openStore(file, TERMINAL_MIGRATIONS));
    if (unborn) {
      removeStore(file);
      return finish(openStore(file, TERMINAL_MIGRATIONS));
    }
    const why = condition.kind === 'damaged' ? condition.why : 'nothing stands in it';
    const lost = rebuild(place, file, marks, why);
    return lost.ok ? finish(openStore(file, TERMINAL_MIGRATIONS), lost.value) : lost;
  });
}

/** No store was ever made there, or nothing of it is left. */
export function isBlank(condition: Condition): boolean {
  const { kind } = condition;
  return kind === 'absent' || kind === 'empty' || (kind === 'sound' && condition.version === 0);
}

/** @param marked whether the store was ever opened by a version that kept marks */
function alarmsOf(marks: Found<unknown>, key: Found<unknown>, marked: boolean): string[] {
  const alarms: string[] = [];
  if (marks.kind === 'damaged' || (marks.kind === 'absent' && marked)) alarms.push(`marks-${marks.kind}`);
  if (key.kind !== 'there') alarms.push(`key-${key.kind}`);
  return alarms;
}

/** Puts a store together from what can be read, and only then puts the damaged one aside. */
function rebuild(
  { kinds, crypto, clock, random }: Place,
  file: string,
  marks: Marks | undefined,
  why: string,
): Result<{ readonly loss: Loss; readonly quarantined: string | undefined }, OpenProblem> {
  const draft = `${file}.new`;
  removeStore(draft);
  const isThere = existsSync(file) || existsSync(`${file}-wal`);
  const saved = isThere ? salvage(file, kinds) : nothing();
  const loss = measureLoss({ saved, marks, kinds, crypto });
  const opened = openStore(draft, TERMINAL_MIGRATIONS);
  if (!opened.ok) return opened;
  const { db } = opened.value;
  const aside = isThere ? asideName(file) : undefined;
  try {
    fillStore(db, {
      saved,
      marks,
      kinds,
      crypto,
      loss,
      aside: aside === undefined ? undefined : basename(aside),
      why,
      now: clock.now(),
      newEpoch: Buffer.from(random.bytes(8)).toString('hex'),
    });
    // All of it in the file itself, none in the log: it is renamed alone.
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    opened.value.close();
  }
  const quarantined = isThere ? quarantine(file) : undefined;
  finishRebuild(file);
  return ok({ loss, quarantined });
}

/** A rebuilt store that only its name is missing: the power failed between the renames. */
function finishRebuild(file: string): void {
  const draft = `${file}.new`;
  if (!existsSync(draft)) return;
  const filled = existsSync(file) ? undefined : readFilled(draft);
  if (filled !== undefined) {
    // The log of the old file would be played into the new one: it goes where its file went.
    const aside = filled.aside === '' ? asideName(file) : join(dirname(file), filled.aside);
    for (const part of ['-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part);
    renameSync(draft, file);
    syncDirectory(dirname(file));
  }
  removeStore(draft);
}

/** Where the file went that a whole draft was made from; `undefined` of a draft that is not whole. */
function readFilled(draft: string): { readonly aside: string } | undefined {
  if (examineStore(draft, TERMINAL_MIGRATIONS).kind !== 'sound') return undefined;
  const db = openReadOnly(draft);
  try {
    if (db.prepare('SELECT 1 FROM standing').get() === undefined) return undefined;
    const aside = db
      .prepare<[], string>(
        "SELECT details ->> 'file' FROM audit WHERE event = 'store-damaged' ORDER BY sequence DESC LIMIT 1",
      )
      .pluck()
      .get();
    return { aside: aside ?? '' };
  } finally {
    db.close();
  }
}
