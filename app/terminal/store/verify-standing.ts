import type { AuditRow } from '../../../shared/audit/chain.ts';
import { detailsOf } from '../../../shared/audit/evidence.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import { textSeal } from './seal.ts';

/** Tables of a terminal's store; without one of the first two there is nothing to verify. */
const TABLES = ['audit', 'certifications', 'audit_head', 'outbox', 'enrolment', 'standing'] as const;

/** Those that are gone. */
export function missingTables(db: Sqlite): readonly string[] {
  const there = new Set(
    db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all(),
  );
  return TABLES.filter((table) => !there.has(table));
}

interface EnrolmentRow {
  readonly terminal: string;
  readonly number: number;
  readonly county_key: string;
  readonly handle_key: string;
  readonly profile: string;
  readonly code_used: string;
}

/** What the log says of the enrolment and of the life that the store is in. */
export interface StandingReplay {
  take(row: AuditRow): void;
  /** One line each. `cursor` is free: the county's changes are asked for by it, and told again without it. */
  compare(db: Sqlite, missing: readonly string[]): readonly string[];
}

export function replayStanding(crypto: CryptoProvider): StandingReplay {
  let enrolled: Readonly<Record<string, unknown>> | undefined;
  let profile: unknown;
  let rolledBack = false;
  let scrubbed = 0;
  return {
    take(row) {
      const details = detailsOf(row);
      if (row.event === 'enrolled') {
        enrolled = details;
        profile = details['profile'];
        rolledBack = false;
      } else if (row.event === 'profile-changed') profile = details['profile'];
      else if (row.event === 'store-rolled-back') rolledBack = true;
      else if (row.event === 'details-scrubbed') scrubbed += Number(details['records']);
    },
    compare(db, missing) {
      const findings: string[] = [];
      if (!missing.includes('enrolment')) findings.push(...compareEnrolment(db, crypto, enrolled, profile));
      if (!missing.includes('standing')) findings.push(...compareLife(db, enrolled?.['epoch'], rolledBack));
      const emptied = db
        .prepare<[], number>('SELECT count(*) FROM certifications WHERE record IS NULL')
        .pluck()
        .get();
      if (emptied !== scrubbed)
        findings.push(`certifications: ${emptied} records are emptied, the audit log tells of ${scrubbed}`);
      if (!missing.includes('outbox')) {
        const strays = db
          .prepare<[], number>('SELECT id FROM outbox WHERE id NOT IN (SELECT id FROM certifications)')
          .pluck()
          .all();
        findings.push(...strays.map((id) => `outbox row ${id}: belongs to no certification`));
      }
      return findings;
    },
  };
}

function compareEnrolment(
  db: Sqlite,
  crypto: CryptoProvider,
  told: Readonly<Record<string, unknown>> | undefined,
  profile: unknown,
): readonly string[] {
  const row = db
    .prepare<[], EnrolmentRow>(
      'SELECT terminal, number, county_key, handle_key, profile, code_used FROM enrolment WHERE id = 1',
    )
    .get();
  if (row === undefined) return told === undefined ? [] : ['enrolment: missing'];
  if (told === undefined) return ['enrolment: not in the audit log'];
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ['terminal', row.terminal, told['terminal']],
    ['number', row.number, told['number']],
    ['county key', row.county_key, told['countyKey']],
    ['handle key', textSeal(crypto, row.handle_key), told['handleKey']],
    ['code', row.code_used, told['codeUsed']],
    ['profile', textSeal(crypto, row.profile), profile],
  ];
  // An earlier release told less.
  const odd = facts.filter(([, is, was]) => was !== undefined && is !== was).map(([name]) => name);
  return odd.length === 0 ? [] : [`enrolment: altered (${odd.join(', ')})`];
}

/** Each enrolment says which life of the store it begins, or goes on with. */
function compareLife(db: Sqlite, epoch: unknown, rolledBack: boolean): readonly string[] {
  const row = db
    .prepare<[], { epoch: string; rolled_back: number }>(
      'SELECT epoch, rolled_back FROM standing WHERE id = 1',
    )
    .get();
  if (row === undefined) return ['standing: missing'];
  const findings: string[] = [];
  if (epoch !== undefined && row.epoch !== epoch) findings.push('standing: altered (epoch)');
  if ((row.rolled_back === 1) !== rolledBack)
    findings.push(`standing: altered (${rolledBack ? 'was rolled back, is not' : 'rolled back, was not'})`);
  return findings;
}
