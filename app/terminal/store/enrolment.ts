import type { StoreFault } from '../../../flows/contract/journal.ts';
import type { ProfileKeeper } from '../../../flows/sync/ports.ts';
import type { Clock } from '../../../shared/clock/clock.ts';
import { signedBytes } from '../../../shared/protocol/canonical.ts';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { CountyProfile } from '../../../shared/protocol/messages.ts';
import { unread } from '../../../shared/result/background.ts';
import type { Result } from '../../../shared/result/result.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { AuditLog } from './audit-log.ts';
import type { CountyHead } from './county-head.ts';
import { enrolmentSchema } from './marks.ts';
import type { Numbers } from './numbers.ts';
import { parseProfile } from './salvage/salvage.ts';
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
  /** Begins a new epoch where one could have been used: the county counts a new enrolment's from 1. */
  save(enrolment: Enrolment, highestCertificates?: readonly string[]): Result<void, StoreFault>;
  /** Something stands there that no enrolment wrote; until the next one there is none. */
  damaged(): boolean;
}

export interface EnrolmentRow {
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
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly epoch: Epoch;
  readonly transactor: Transactor;
  /** The key that this terminal signs with from here on. */
  readonly publicKey: string;
  readonly countyHead: CountyHead;
  readonly numbers: Numbers;
  /** What is noted of the enrolment beside the store. */
  readonly remembered: Enrolment | null;
  /** Called after each change. */
  readonly changed: () => void;
}): EnrolmentKeeper {
  const { db, crypto, clock, audit, epoch, transactor, publicKey } = parts;
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
    parts.changed();
  };
  const put = ({ terminal, number, countyKey, handleKey, profile, codeUsed }: Enrolment): void => {
    write.run(terminal, number, countyKey, handleKey, JSON.stringify(profile), codeUsed);
  };
  if (row !== undefined && current === undefined) mend();

  function mend(): void {
    const { remembered } = parts;
    // Not written, it is mended at the next start.
    unread(
      transactor.run(() => {
        if (remembered !== null) put(remembered);
        audit.append(clock.now(), 'enrolment-damaged', { mended: remembered !== null });
      }),
    );
    row = read.get();
    current = enrolmentOf(row);
  }

  return {
    current: () => current,
    damaged: () => row !== undefined && current === undefined,
    cursor: () => row?.cursor ?? '',
    save(enrolment, highestCertificates = []) {
      const saved = transactor.run(() => {
        const before = row !== undefined || epoch.tip().sequence > 0;
        if (before || epoch.rolledBack() || epoch.withheld()) epoch.begin(publicKey);
        else epoch.setPublicKey(publicKey);
        const { terminal, number, countyKey } = enrolment;
        if (current?.countyKey !== countyKey) parts.countyHead.forget();
        // Another terminal number has certificates of its own.
        if (current !== undefined && current.number !== number) epoch.setBase(0);
        put(enrolment);
        parts.numbers.raise(number, highestCertificates);
        audit.append(clock.now(), 'enrolled', {
          terminal,
          number,
          epoch: epoch.current(),
          key: publicKey,
          identity: identityDigest(crypto, enrolment),
          profile: profileDigest(crypto, enrolment.profile),
        });
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
          audit.append(clock.now(), 'profile-changed', {
            policyPack: profile.policyPack,
            profile: profileDigest(crypto, profile),
          });
        }),
      );
      reload();
    },
  };
}

/** What the audit chain says of an enrolment: enough to notice when the row is another. */
export function identityDigest(crypto: CryptoProvider, enrolment: Omit<Enrolment, 'profile'>): string {
  const { terminal, number, countyKey, handleKey, codeUsed } = enrolment;
  return crypto.sha256(
    signedBytes('songbai.enrolment.v1', { terminal, number, countyKey, handleKey, codeUsed }),
  );
}

export function profileDigest(crypto: CryptoProvider, profile: CountyProfile): string {
  return crypto.sha256(signedBytes('songbai.profile.v1', profile));
}

/** Parsed like anything that lies on a disk: `undefined` for what `save` and `keep` did not write. */
export function enrolmentOf(row: EnrolmentRow | undefined): Enrolment | undefined {
  if (row === undefined) return undefined;
  return enrolmentSchema.safeParse({
    terminal: row.terminal,
    number: row.number,
    countyKey: row.county_key,
    handleKey: row.handle_key,
    profile: parseProfile(row.profile),
    codeUsed: row.code_used,
  }).data;
}
