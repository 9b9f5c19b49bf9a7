import type { StoreFault } from '../../../flows/contract/journal.ts';
import type { ProfileKeeper } from '../../../flows/sync/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { CountyProfile } from '../../../shared/protocol/messages.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { Epoch } from './standing.ts';
import type { Transactor } from './transact.ts';

/** What the terminal was given when it was enrolled. */
export interface Enrolment {
  /** Terminal id, the county's. */
  readonly terminal: string;
  /** 1 … 9999: part of every certificate number. */
  readonly number: number;
  /** Raw Ed25519 public key, base64. */
  readonly countyKey: string;
  /** HMAC key, base64. */
  readonly handleKey: string;
  readonly profile: CountyProfile;
  /** Lookup hash of the one-time code that was used. */
  readonly codeUsed: string;
}

export interface EnrolmentKeeper extends ProfileKeeper {
  current(): Enrolment | undefined;
  /** Begins a new epoch when this one has records: the county counts a new enrolment's from 1. */
  save(enrolment: Enrolment): Result<void, StoreFault>;
}

interface EnrolmentRow {
  readonly terminal: string;
  readonly number: number;
  readonly county_key: string;
  readonly handle_key: string;
  readonly profile: string;
  readonly cursor: string;
  readonly code_used: string;
}

export function openEnrolment(parts: {
  readonly db: Sqlite;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly epoch: Epoch;
  readonly transactor: Transactor;
}): EnrolmentKeeper {
  const { db, clock, audit, epoch, transactor } = parts;
  const read = db.prepare<[], EnrolmentRow>('SELECT * FROM enrolment WHERE id = 1');
  const write = db.prepare(
    `INSERT INTO enrolment (id, terminal, number, county_key, handle_key, profile, cursor, code_used)
     VALUES (1, ?, ?, ?, ?, ?, '', ?)
     ON CONFLICT (id) DO UPDATE SET terminal = excluded.terminal, number = excluded.number,
       county_key = excluded.county_key, handle_key = excluded.handle_key, profile = excluded.profile,
       cursor = '', code_used = excluded.code_used`,
  );
  const writeProfile = db.prepare('UPDATE enrolment SET profile = ?, cursor = ? WHERE id = 1');
  const writeCursor = db.prepare('UPDATE enrolment SET cursor = ? WHERE id = 1');
  // Every commit and every look at the screen needs it, and only this module writes it.
  let row = read.get();
  let current = enrolmentOf(row);
  const reload = (): void => {
    row = read.get();
    current = enrolmentOf(row);
  };
  return {
    current: () => current,
    cursor: () => row?.cursor ?? '',
    save(enrolment) {
      const saved = transactor.run(() => {
        if (epoch.tip().sequence > 0 || epoch.rolledBack()) epoch.begin();
        const { terminal, number, countyKey, handleKey, profile, codeUsed } = enrolment;
        write.run(terminal, number, countyKey, handleKey, JSON.stringify(profile), codeUsed);
        audit.append(clock.now(), 'enrolled', { terminal, number, epoch: epoch.current() });
      });
      reload();
      return saved;
    },
    keep(cursor, profile) {
      if (profile === undefined && cursor === row?.cursor) return;
      // Losing this write is harmless: the same changes are asked for again.
      unread(
        transactor.run(() => {
          if (profile === undefined) {
            writeCursor.run(cursor);
            return;
          }
          writeProfile.run(JSON.stringify(profile), cursor);
          audit.append(clock.now(), 'profile-changed', { policyPack: profile.policyPack });
        }),
      );
      reload();
    },
  };
}

function enrolmentOf(row: EnrolmentRow | undefined): Enrolment | undefined {
  if (row === undefined) return undefined;
  return {
    terminal: row.terminal,
    number: row.number,
    countyKey: row.county_key,
    handleKey: row.handle_key,
    // Written by `save` and `keep` only, from an answer that was parsed.
    profile: JSON.parse(row.profile) as CountyProfile,
    codeUsed: row.code_used,
  };
}
