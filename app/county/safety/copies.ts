import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { anchorText } from '../../../shared/audit/anchors.ts';
import type { AuditHead, AuditRow } from '../../../shared/audit/chain.ts';
import { describeFinding, walkAudit } from '../../../shared/audit/walk.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { syncDirectory } from '../../../shared/store/open.ts';
import { createPrivate, keepPrivate, openPrivate, sqliteFiles } from '../../../shared/store/private.ts';
import { moveKeysOut, MOVED } from '../keys/move-out.ts';
import type { KeyOwner, KeyVault } from '../keys/vault.ts';
import { openSqlite, sqliteDialect } from '../store/dialect.ts';
import type { Schema } from '../store/schema.ts';

/** What a safety copy (备份) holds, counted after it was written. */
export interface CopyFacts {
  readonly county: string;
  readonly name: string;
  readonly persons: number;
  readonly certifications: number;
  readonly auditRows: number;
  /** `row 12345 fingerprint ABCD-EFGH-JKLM`: where its audit chain ends. */
  readonly anchor: string;
}

/**
 * Writes a consistent copy of a database in use to `target`, checks it, and gives it its name only then:
 * a file called `target` is always a whole copy, for its owner alone. An existing file is never overwritten.
 * The county's keys are not in it.
 */
export function copyOut(crypto: CryptoProvider, source: string, target: string): Result<CopyFacts, string> {
  if (!existsSync(source)) return err(`${source} does not exist; there is nothing to copy`);
  if (existsSync(target)) return err(`${target} exists already; choose another file`);
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    const database = new Database(source, { fileMustExist: true, timeout: 10_000 });
    try {
      createPrivate(partial);
      database.prepare('vacuum into ?').run(partial);
    } finally {
      database.close();
    }
    const facts = checkCopy(crypto, partial);
    if (!facts.ok) return facts;
    if (keysIn(partial).state === 'inside')
      return err(`${source} still holds the county's keys; any other command moves them out, then try again`);
    // The note first: a copy that has its name is never beside the note of an older one of that name.
    note(target, facts.value);
    place(partial, target);
    return facts;
  } catch (error) {
    return err(`${target} cannot be written: ${message(error)}`);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** 备份旁注: what a copy's audit chain ended with, beside the copy; to be kept elsewhere too. */
function noteOf(copy: string): string {
  return `${copy}.audit`;
}

function note(copy: string, { anchor }: CopyFacts): void {
  const draft = `${noteOf(copy)}.new`;
  writeFileSync(draft, `${anchor}\n`, { mode: 0o600 });
  place(draft, noteOf(copy));
}

/** The copy is the one that was noted beside it; one without a note may be from an earlier release. */
function noteFault(source: string, { anchor }: CopyFacts): string | undefined {
  const file = noteOf(source);
  if (!existsSync(file)) return undefined;
  const noted = readFileSync(file, 'utf8').trim();
  if (noted === anchor) return undefined;
  return `its audit chain ends at ${anchor}, noted in ${file} is ${JSON.stringify(noted)}; this is not the copy that was made`;
}

/** Restored, and where the database that stood there before was put. */
export interface Restored {
  readonly facts: CopyFacts;
  readonly formerly: string | undefined;
}

/** Where the keys of what is restored belong, and who hears a line about them. */
export interface RestoreMeans {
  readonly crypto: CryptoProvider;
  readonly vault: KeyVault;
  readonly report: (line: string) => void;
}

/**
 * Puts the checked copy `source` in the place of `target`. What stood there is kept beside it as
 * `….before-restore-N`. Refuses while another process has `target` open, and a copy whose key is another one
 * than the vault has. Keys inside a copy of an older release go to the vault before the copy has its name.
 */
export async function copyBack(
  means: RestoreMeans,
  source: string,
  target: string,
): Promise<Result<Restored, string>> {
  const { crypto, report } = means;
  if (!existsSync(source)) return err(`${source} does not exist; name a file that "backup" wrote`);
  const open = keepPrivate([source, ...sqliteFiles(target)]);
  if (!open.ok) return open;
  if (open.value !== undefined) report(open.value);
  const facts = checkCopy(crypto, source);
  if (!facts.ok) return err(`${source}: ${facts.error}`);
  const fault = noteFault(source, facts.value);
  if (fault !== undefined) return err(`${source}: ${fault}`);
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { force: true });
    await pipeline(createReadStream(source), createWriteStream('', { fd: openPrivate(partial) }));
    const keyed = await matchKeys(means, partial);
    if (!keyed.ok) return err(`${source}: ${keyed.error}`);
    const aside = setAside(target);
    if (!aside.ok) return aside;
    place(partial, target);
    return ok({ facts: facts.value, formerly: aside.value });
  } catch (error) {
    return err(`${target} cannot be restored: ${message(error)}`);
  } finally {
    for (const file of sqliteFiles(partial)) rmSync(file, { force: true });
  }
}

/** Moves keys out of `file`, and sees whether the vault has those that fit; the error is one line. */
async function matchKeys({ vault, report }: RestoreMeans, file: string): Promise<Result<void, string>> {
  const { owner, state } = keysIn(file);
  if (state !== 'none') {
    const db = new Kysely<Schema>({ dialect: sqliteDialect(openSqlite(file)) });
    try {
      const moved = await moveKeysOut({ db, engine: 'sqlite', vault, report });
      if (!moved.ok) return moved;
    } finally {
      await db.destroy();
    }
  }
  const keys = vault.open(owner);
  if (keys.ok || keys.error.kind === 'unusable') return ok(undefined);
  if (keys.error.kind === 'other') return err(keys.error.message);
  // Perhaps the machine that had it is gone, and the key file is brought next: people's data come first.
  report(`without it nothing can be signed: ${keys.error.message}`);
  return ok(undefined);
}

/** Whose keys belong to a county database, and whether they are in it. */
function keysIn(file: string): {
  readonly owner: KeyOwner;
  /** `moved`: no longer in the row, perhaps still in pages that are no longer used. */
  readonly state: 'none' | 'moved' | 'inside';
} {
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const row = database
      .prepare<[], { county: string; publicKey: string; privateKey: string }>(
        `select county, public_key as publicKey, private_key as privateKey from counties
         order by private_key = '', created_at limit 1`,
      )
      .get();
    if (row === undefined) throw new Error('it holds no county');
    const state = row.privateKey === '' ? 'none' : row.privateKey === MOVED ? 'moved' : 'inside';
    return { owner: row, state };
  } finally {
    database.close();
  }
}

/** Whole pages, whole audit chain, and the tables of a county. */
export function checkCopy(crypto: CryptoProvider, file: string): Result<CopyFacts, string> {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    const health = database.pragma('integrity_check(1)', { simple: true });
    if (health !== 'ok') return err(`the copy is damaged: ${String(health)}`);
    const rows = database
      .prepare<[], AuditRow>(
        'select sequence, at, event, details, previous, hash from audit order by sequence',
      )
      .iterate();
    const head = database.prepare<[], AuditHead>('select sequence, hash from audit_head').get();
    const walked = walkAudit(crypto, rows, head);
    const [finding] = walked.findings;
    if (finding !== undefined) return err(`the audit chain is broken, ${describeFinding(finding)}`);
    const county = database
      .prepare<[], { county: string; name: string }>('select county, name from counties')
      .get();
    if (county === undefined) return err('it holds no county');
    return ok({
      ...county,
      persons: count(database, 'persons'),
      certifications: count(database, 'certifications'),
      auditRows: count(database, 'audit'),
      anchor: anchorText(walked.head),
    });
  } catch (error) {
    return err(`not a county database: ${message(error)}`);
  } finally {
    database?.close();
  }
}

function count(database: Database.Database, table: 'persons' | 'certifications' | 'audit'): number {
  const row = database.prepare<[], { n: number }>(`select count(*) as n from ${table}`).get();
  return row?.n ?? 0;
}

/** Durable content first, then the durable name. */
function place(partial: string, target: string): void {
  const handle = openSync(partial, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(partial, target);
  syncDirectory(dirname(target));
}

const PARTS = ['', '-wal', '-shm'] as const;

function isThere(file: string): boolean {
  return PARTS.some((part) => existsSync(file + part));
}

/**
 * What stands at `target` goes aside, whatever is left of it: a log that stayed without its file would be
 * played into the one that takes its place.
 */
function setAside(target: string): Result<string | undefined, string> {
  if (!isThere(target)) return ok(undefined);
  if (existsSync(target) && isInUse(target)) return err(`${target} is in use; stop the county service first`);
  let number = 1;
  while (isThere(`${target}.before-restore-${number}`)) number += 1;
  const aside = `${target}.before-restore-${number}`;
  for (const part of PARTS) if (existsSync(target + part)) renameSync(target + part, aside + part);
  return ok(aside);
}

/** Leaving WAL mode works for the only user of a file, and folds its log into it. */
function isInUse(target: string): boolean {
  try {
    const database = new Database(target, { timeout: 0 });
    try {
      database.pragma('journal_mode = DELETE');
    } finally {
      database.close();
    }
    return false;
  } catch (error) {
    // Damaged beyond opening is a good reason to restore; the pieces are kept all the same.
    return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
  }
}

function message(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
