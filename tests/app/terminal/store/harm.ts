import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { TerminalStore } from '../../../../app/terminal/store/open.ts';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { enrolmentOf } from './fixture.ts';
import { certify } from './worked.ts';

/** What may happen to the files of a terminal: each gives what does it to a folder. */
export const DB = 'terminal.db';
export const KEY = 'terminal.key';
export const MARKS = 'terminal.marks';

export const remove =
  (...names: string[]) =>
  (dir: string) => {
    for (const name of names) rmSync(join(dir, name));
  };
export const empty = (name: string) => (dir: string) => truncateSync(join(dir, name), 0);
export const cutTo = (part: number) => (dir: string) => {
  const file = join(dir, DB);
  truncateSync(file, Math.floor(readFileSync(file).length * part));
};
export const flip = (name: string, at: number, bit: number) => (dir: string) => {
  const bytes = readFileSync(join(dir, name));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(join(dir, name), bytes);
};
/** Fewer numbers than were covered: still marks, but for their digest. */
export const lowered = (dir: string): void => {
  const file = join(dir, MARKS);
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(/"days":\{("\d{10}":)\d+/, '"days":{$11');
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
};
export const overwrite = (from: number, to?: number) => (dir: string) => {
  const file = join(dir, DB);
  writeFileSync(file, readFileSync(file).fill(0xff, from, to));
};
export const sql = (text: string) => (dir: string) => {
  const db = new Database(join(dir, DB));
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  db.exec(text);
  db.close();
};
export const both =
  (...damages: readonly ((dir: string) => void)[]) =>
  (dir: string) => {
    for (const damage of damages) damage(dir);
  };

export function verify(dir: string): readonly string[] {
  return verifyDirectory(dir, nodeCrypto).findings;
}

/** Certifies once more, whatever it takes to be allowed to: the county's word, or a new enrolment. */
export async function oneMore(store: TerminalStore, anew = false): Promise<string> {
  store.outbox.hear({});
  if (anew || store.enrolment.current() === undefined || store.keyIsStrange())
    expect(store.enrolment.save(enrolmentOf({ codeUsed: '1'.repeat(64) })).ok).toBe(true);
  return (await certify(store, 1))[0] ?? '';
}
