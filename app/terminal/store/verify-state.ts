import type { AuditRow } from '../../../shared/audit/chain.ts';
import { detailsOf } from '../../../shared/audit/evidence.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { keepsLives, keepsRecords, recordsTable } from './verify-rows.ts';
import type { EnrolmentRow } from './enrolment.ts';
import { enrolmentOf, identityDigest, profileDigest } from './enrolment.ts';

/** Replays what the audit chain says of the terminal's standing, and what was lost on the way. */
export interface StateWalk {
  take(row: AuditRow): void;
  /** One line for each state that the chain says otherwise, and for each loss. */
  finish(db: Sqlite, crypto: CryptoProvider, missing: readonly string[]): readonly string[];
}

type Details = Readonly<Record<string, unknown>>;

interface State {
  epoch?: unknown;
  key?: unknown;
  identity?: unknown;
  profile?: unknown;
  rolledBack?: boolean;
  withheld?: boolean;
}

export function startState(): StateWalk {
  const state: State = {};
  const findings: string[] = [];
  const scrubbed = { records: 0 };
  let before = 0;
  let gaps = false;
  return {
    take(row) {
      gaps ||= row.sequence !== before + 1;
      before = row.sequence;
      const details = detailsOf(row);
      if (row.event === 'details-scrubbed') scrubbed.records += Number(details['records']) || 0;
      const finding = lossFinding(row, details);
      if (finding !== undefined) findings.push(finding);
      replay(state, row.event, details);
    },
    finish: (db, crypto, missing) => [
      ...findings,
      ...(keepsLives(db) && !missing.includes('standing') ? standingFindings(db, state) : []),
      ...(missing.includes('enrolment') ? [] : enrolmentFindings(db, state, crypto)),
      ...(gaps ? [] : scrubFindings(db, scrubbed.records)),
      ...(missing.includes('outbox') ? [] : strayFindings(db)),
    ],
  };
}

/** Tables of every terminal's store; without one of the first two there is nothing to verify. */
const TABLES = ['audit', 'audit_head', 'outbox', 'enrolment', 'standing', 'certifications'] as const;

/** This store has no trigger: one that is there may change what is written next. */
export function addedTriggers(db: Sqlite): readonly string[] {
  return db
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    .pluck()
    .all()
    .map((name) => `trigger ${name}: added`);
}

/** Those that are gone. */
export function missingTables(db: Sqlite): readonly string[] {
  const there = new Set(
    db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all(),
  );
  const expected = keepsRecords(db) ? ['records', ...TABLES] : TABLES;
  return expected.filter((table) => !there.has(table));
}

function strayFindings(db: Sqlite): string[] {
  return db
    .prepare<[], number>(`SELECT id FROM outbox WHERE id NOT IN (SELECT id FROM ${recordsTable(db)})`)
    .pluck()
    .all()
    .map((id) => `outbox row ${id}: belongs to no record`);
}

/** Each later kind of event adds its line here. */
function replay(state: State, event: string, details: Details): void {
  switch (event) {
    case 'enrolled':
      Object.assign(state, {
        epoch: details['epoch'],
        key: details['key'],
        identity: details['identity'],
        profile: details['profile'],
        rolledBack: false,
        withheld: false,
      });
      return;
    case 'profile-changed':
      state.profile = details['profile'];
      return;
    case 'store-damaged':
      if (details['epoch'] !== state.epoch) state.key = undefined;
      state.epoch = details['epoch'];
      state.withheld = details['withheld'] === true;
      return;
    case 'standing-damaged':
      Object.assign(state, { epoch: details['epoch'], key: undefined, rolledBack: false, withheld: false });
      return;
    case 'store-rolled-back':
      state.rolledBack = true;
      return;
    case 'loss-told':
      state.withheld = false;
      return;
  }
}

function lossFinding({ sequence, event }: AuditRow, details: Details): string | undefined {
  if (event === 'audit-head-mended')
    return `audit row ${sequence}: the head of the chain had been altered (it said ${String(details['noted'])}, the last row was ${String(details['last'])})`;
  if (event === 'standing-damaged') return `audit row ${sequence}: the epoch had been altered`;
  if (event !== 'store-damaged' || details['whole'] === true) return undefined;
  const file = details['file'] === '' ? 'gone' : `put aside as ${String(details['file'])}`;
  const count = (name: string): number => Number(details[name]) || 0;
  const of = (name: string): string => `${count(`${name}Lost`)} of ${count(name) + count(`${name}Lost`)}`;
  // As an earlier release called them, which had no others.
  const records =
    'records' in details ? `${of('records')} records` : `${of('certifications')} certifications`;
  const unknown = details['unknown'];
  return [
    `audit row ${sequence}: the store was damaged and ${file}`,
    `${records} and ${of('auditRows')} audit rows could not be read`,
    ...(typeof unknown === 'string' && unknown !== '' ? [`sequences that nothing tells of: ${unknown}`] : []),
  ].join('; ');
}

function standingFindings(db: Sqlite, state: State): string[] {
  const row = db
    .prepare<[], { epoch: string; rolled_back: number; withheld: number; public_key: string | null }>(
      `SELECT s.epoch, s.rolled_back, s.withheld, l.public_key
       FROM standing s LEFT JOIN lives l ON l.epoch = s.epoch WHERE s.id = 1`,
    )
    .get();
  if (row === undefined) return ['standing: missing'];
  const findings: string[] = [];
  if (state.epoch !== undefined && row.epoch !== state.epoch) findings.push('standing: altered (epoch)');
  if (state.key !== undefined && row.public_key !== state.key) findings.push('standing: altered (key)');
  if (state.rolledBack !== undefined && row.rolled_back !== (state.rolledBack ? 1 : 0))
    findings.push('standing: altered (rolled back)');
  if (state.withheld !== undefined && row.withheld !== (state.withheld ? 1 : 0))
    findings.push('standing: altered (withheld)');
  if (row.rolled_back === 1) findings.push('standing: this store is older than what the terminal gave out');
  return findings;
}

function enrolmentFindings(db: Sqlite, state: State, crypto: CryptoProvider): string[] {
  const row = db.prepare<[], EnrolmentRow>('SELECT * FROM enrolment WHERE id = 1').get();
  if (row === undefined) return state.identity === undefined ? [] : ['enrolment: missing'];
  const enrolment = enrolmentOf(row);
  if (enrolment === undefined) return ['enrolment: damaged'];
  const findings: string[] = [];
  if (state.identity !== undefined && identityDigest(crypto, enrolment) !== state.identity)
    findings.push('enrolment: altered');
  if (state.profile !== undefined && profileDigest(crypto, enrolment.profile) !== state.profile)
    findings.push('enrolment: altered (profile)');
  return findings;
}

/** Details are taken out by one event, which says of how many. */
function scrubFindings(db: Sqlite, scrubbed: number): string[] {
  const gone = db
    .prepare<[], number>(
      `SELECT count(*) FROM ${recordsTable(db)} WHERE record IS NULL AND answered_at IS NOT NULL`,
    )
    .pluck()
    .get();
  return gone === undefined || gone <= scrubbed
    ? []
    : [`records: the details of ${gone} are gone and those of ${scrubbed} were scrubbed`];
}
