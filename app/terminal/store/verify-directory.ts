import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Anchor } from '../../../shared/audit/anchors.ts';
import type { Verification } from '../../../shared/audit/evidence.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { examineStore, openReadOnly } from '../../../shared/store/open.ts';
import { behindMarks } from './compare.ts';
import { KEY_FILE, MARKS_FILE, STORE_FILE, damagedStores, readKey, readMarks } from './files.ts';
import type { Marks } from './marks.ts';
import { isBlank } from './prepare.ts';
import { TERMINAL_MIGRATIONS } from './schema.ts';
import { recordsTable } from './verify-rows.ts';
import { verifyTerminalStore } from './verify.ts';

const NOTHING: Verification = { auditRows: 0, records: 0, head: '0'.repeat(64), findings: [] };

/** Whether a terminal ever worked in `dataDir`, whatever is left of it. */
export function isTerminalDirectory(dataDir: string): boolean {
  return [STORE_FILE, `${STORE_FILE}-wal`, KEY_FILE, MARKS_FILE].some((name) =>
    existsSync(join(dataDir, name)),
  );
}

/** Verifies a terminal's store together with the files beside it. Only reads. */
export function verifyDirectory(
  dataDir: string,
  crypto: CryptoProvider,
  anchors: readonly Anchor[] = [],
): Verification {
  const findings: string[] = [];
  const key = readKey(dataDir, crypto);
  if (key.kind !== 'there') findings.push(`${KEY_FILE}: ${key.kind === 'absent' ? 'missing' : 'damaged'}`);
  const marks = readMarks(dataDir, crypto);
  if (marks.kind === 'damaged') findings.push(`${MARKS_FILE}: damaged`);
  const file = join(dataDir, STORE_FILE);
  const condition = examineStore(file, TERMINAL_MIGRATIONS);
  if (condition.kind === 'absent') findings.push(`${STORE_FILE}: missing`);
  else if (isBlank(condition)) findings.push(`${STORE_FILE}: empty`);
  if (condition.kind === 'damaged') findings.push(`${STORE_FILE}: damaged (${condition.why})`);
  if (condition.kind === 'newer')
    findings.push(`${STORE_FILE}: of a newer version (schema ${condition.found}); verify with that version`);
  if (condition.kind !== 'sound' || isBlank(condition)) return { ...NOTHING, findings };
  const db = openReadOnly(file);
  try {
    // One snapshot: the terminal may be at work meanwhile.
    return db.transaction(() => {
      const publicKey = key.kind === 'there' ? key.value.publicKey : undefined;
      const verification = verifyTerminalStore(db, { crypto, publicKey, anchors });
      if (condition.version > 1) {
        if (marks.kind === 'absent') findings.push(`${MARKS_FILE}: missing`);
        if (marks.kind === 'there') findings.push(...marksFindings(db, marks.value));
        findings.push(...asideFindings(db, dataDir));
      }
      return { ...verification, findings: [...findings, ...verification.findings] };
    })();
  } finally {
    db.close();
  }
}

function marksFindings(db: Sqlite, marks: Marks): string[] {
  const standing = db
    .prepare<[], { life: number; epoch: string }>('SELECT life, epoch FROM standing WHERE id = 1')
    .get();
  if (standing === undefined) return [`${STORE_FILE}: its standing is missing`];
  const number = (sql: string, ...values: string[]): number =>
    db
      .prepare<string[], number | null>(sql)
      .pluck()
      .get(...values) ?? 0;
  const store = {
    ...standing,
    sequence: number(`SELECT max(sequence) FROM ${recordsTable(db)} WHERE epoch = ?`, standing.epoch),
    audit: number('SELECT max(sequence) FROM audit'),
  };
  const hashes = db.prepare<[number], string>('SELECT hash FROM audit WHERE sequence = ?').pluck();
  const behind = behindMarks(marks, store, (sequence) => hashes.get(sequence));
  return behind === undefined ? [] : [`${STORE_FILE}: older than ${MARKS_FILE} (${behind})`];
}

/** A damaged file that no store tells of. */
function asideFindings(db: Sqlite, dataDir: string): string[] {
  const known = new Set(db.prepare<[], string>('SELECT file FROM put_aside').pluck().all());
  return damagedStores(dataDir)
    .filter((file) => !known.has(file))
    .map((file) => `${file}: put aside, and nothing tells of it`);
}
