import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Engine } from '../store/dialect.ts';
import type { Schema } from '../store/schema.ts';
import type { KeyVault } from './vault.ts';

/** Stands where the private key stood while pages of the file may still hold it. */
export const MOVED = 'moved';
const PATIENCE_MS = 10_000;
const BUSY_STEP_MS = 25;

/** What has been done, for whoever wants to know how far it came. */
export type MoveStep = 'kept' | 'emptied' | 'erased';

export interface Move {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  readonly vault: KeyVault;
  /** One line. */
  readonly report: (line: string) => void;
  readonly step?: (step: MoveStep) => void;
  /** How long others at work on the file are waited for, ms. */
  readonly patienceMs?: number;
}

/**
 * Older releases kept the county's keys in its row, and so in every backup. Moves them to the vault: on disk
 * there first, then out of the row, then out of every page of the file. A cut leaves them in the row, in both
 * places or in the vault, and the next opening goes on from there. The error is one line.
 */
export async function moveKeysOut(move: Move): Promise<Result<void, string>> {
  const { db, engine, vault, report, step, patienceMs = PATIENCE_MS } = move;
  const rows = await db
    .selectFrom('counties')
    .select(['county', 'public_key', 'private_key', 'handle_key'])
    .where('private_key', '<>', '')
    .execute();
  if (rows.length === 0) return ok(undefined);
  for (const { county, private_key: privateKey, handle_key: handleKey } of rows) {
    if (privateKey === MOVED) continue;
    const kept = vault.takeIn(county, { privateKey, handleKey });
    if (!kept.ok) return err(`the county's keys cannot leave the database: ${kept.error.message}`);
    step?.('kept');
    await db
      .updateTable('counties')
      .set({ private_key: MOVED, handle_key: '' })
      .where('county', '=', county)
      .where('private_key', '=', privateKey)
      .execute();
  }
  step?.('emptied');
  const left = engine === 'sqlite' ? await erase(db, patienceMs) : undefined;
  if (left !== undefined) {
    report(`pages of the database may still hold the county's keys (${left}); the next start erases them`);
    return ok(undefined);
  }
  step?.('erased');
  await db.updateTable('counties').set({ private_key: '' }).where('private_key', '=', MOVED).execute();
  const others = engine === 'sqlite' ? '' : ", and PostgreSQL's log, replicas and dumps,";
  for (const { county, public_key: publicKey } of rows)
    report(
      `the keys of county ${county} moved from the database to ${vault.where({ county, publicKey })}; earlier backups${others} still hold them: destroy those or guard them like the keys`,
    );
  return ok(undefined);
}

/**
 * Rewrites the file from its rows alone and empties its log: rows that moved within the file left copies
 * behind. What stood in the way, if it could not be done.
 */
async function erase(db: Kysely<Schema>, patienceMs: number): Promise<string | undefined> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      await sql`vacuum`.execute(db);
      const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
      if (rows[0]?.busy === 0) return undefined;
    } catch (error) {
      if (!isBusy(error))
        return error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    }
    if (performance.now() > deadline) return 'another process is at work on it';
    await pause(BUSY_STEP_MS);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));
}
