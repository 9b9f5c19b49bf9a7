import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { parseKeyFile } from '../../../../app/county/keys/key-file.ts';
import type { KeyMaterial } from '../../../../app/county/keys/vault.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { personRow, syntheticId } from '../support/county.ts';

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-keys-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function under(umask: number): void {
  const before = process.umask(umask);
  onTestFinished(() => void process.umask(before));
}

/** Every file and folder below `directory` with its mode. */
export function modesBelow(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map((name) => [name, (statSync(join(directory, name)).mode & 0o777).toString(8)]),
  );
}

/** The plain key file that a store names. */
export function materialOf(keysIn: string): KeyMaterial {
  const file = parseKeyFile(readFileSync(keysIn, 'utf8'));
  if (file === undefined || !('privateKey' in file)) throw new Error(`${keysIn} is no plain key file`);
  return file;
}

/** Puts the keys back where an older release had them, and does what moves a row about in its pages. */
export async function leaveKeysInside(store: CountyStore): Promise<KeyMaterial> {
  const { db, keysIn, county } = store;
  const { privateKey, handleKey } = materialOf(keysIn);
  await db.updateTable('counties').set({ private_key: privateKey, handle_key: handleKey }).execute();
  for (const length of [40, 3, 1500, 10, 600, 2])
    await db
      .updateTable('counties')
      .set({ nearest: '厅'.repeat(length) })
      .execute();
  await db.updateTable('counties').set({ name: county.name }).execute();
  rmSync(keysIn);
  return { privateKey, handleKey };
}

export interface OldDatabase extends KeyMaterial {
  readonly file: string;
  readonly publicKey: string;
  /** Where the keys will be. */
  readonly keysIn: string;
}

/** A county with one person, as an older release left it. */
export async function oldDatabase(directory: string): Promise<OldDatabase> {
  const file = join(directory, 'county.db');
  const store = await openCountyStore(`sqlite:${file}`);
  await store.db
    .insertInto('persons')
    .values(personRow(store, syntheticId(1), 'receiving'))
    .execute();
  const material = await leaveKeysInside(store);
  await sql`pragma wal_checkpoint(truncate)`.execute(store.db);
  await store.close();
  rmSync(join(directory, 'county-keys'), { recursive: true });
  const { publicKey } = store.county.signer;
  return { ...material, file, publicKey, keysIn: store.keysIn };
}

/** The files that hold any of the secrets, as text or as the bytes that the text stands for. */
export function filesWith(directory: string, { privateKey, handleKey }: KeyMaterial): readonly string[] {
  const needles = [privateKey, handleKey].flatMap((text) => {
    const raw = Buffer.from(text, 'base64');
    // Of the PKCS#8 shell only the last 32 bytes are the secret.
    return [Buffer.from(text), raw.subarray(-32), Buffer.from(raw.toString('hex'))];
  });
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(directory, name)).isFile())
    .filter((name) => {
      const bytes = readFileSync(join(directory, name));
      return needles.some((needle) => bytes.includes(needle));
    })
    .sort();
}
