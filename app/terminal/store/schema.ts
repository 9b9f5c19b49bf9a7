import type { Migration } from '../../../shared/store/migrate.ts';

/**
 * The terminal's store. Order is by `records.id`, which counts this machine's records of every kind through
 * all its epochs. `record` is the only column that holds personal details; it is emptied some days after the
 * county answered, and all hashes stay valid without it. A kind may keep a table beside (`kinds.ts`).
 */
export const TERMINAL_MIGRATIONS: readonly Migration[] = [
  {
    name: 'first schema',
    statements: [
      `CREATE TABLE standing (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch TEXT NOT NULL CHECK (length(epoch) = 16),
        -- The county holds records of this epoch that this store does not know: it was put back to an old copy.
        rolled_back INTEGER NOT NULL DEFAULT 0 CHECK (rolled_back IN (0, 1))
      ) STRICT`,
      `CREATE TABLE enrolment (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        terminal TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9999),
        county_key TEXT NOT NULL,
        handle_key TEXT NOT NULL,
        profile TEXT NOT NULL,
        cursor TEXT NOT NULL,
        -- Lookup hash of the code that was used; the same code in the config is not used again.
        code_used TEXT NOT NULL
      ) STRICT`,
      `CREATE TABLE certifications (
        id INTEGER PRIMARY KEY,
        epoch TEXT NOT NULL,
        sequence INTEGER NOT NULL CHECK (sequence >= 1),
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        signature TEXT NOT NULL,
        certificate_no TEXT NOT NULL UNIQUE CHECK (length(certificate_no) = 16),
        -- Keyed hash of the ID number.
        person TEXT NOT NULL,
        occurred_at INTEGER NOT NULL,
        method TEXT NOT NULL,
        valid_through TEXT NOT NULL,
        demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
        -- Canonical JSON of the record that was hashed and signed; NULL once its details are scrubbed.
        record TEXT,
        receipt TEXT NOT NULL DEFAULT 'pending',
        -- The county's answer, NULL until there is one.
        decision TEXT,
        reason TEXT,
        answered_through TEXT,
        resumption INTEGER,
        answered_at INTEGER
      ) STRICT`,
      `CREATE TABLE outbox (
        id INTEGER PRIMARY KEY REFERENCES certifications (id),
        state TEXT NOT NULL CHECK (state IN ('queued', 'parked')),
        -- Why it is parked.
        note TEXT
      ) STRICT`,
      "CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked'",
      `CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        details TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT`,
      `CREATE TABLE audit_head (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sequence INTEGER NOT NULL,
        hash TEXT NOT NULL
      ) STRICT`,
    ],
  },
  {
    name: 'what survives the loss of a file',
    statements: [
      // Counts the epochs of this machine: an older copy of the store has a lower one, or an earlier record.
      'ALTER TABLE standing ADD COLUMN life INTEGER NOT NULL DEFAULT 1 CHECK (life >= 1)',
      // Certificates of every day count from above this: raised when it is not known what was given out.
      'ALTER TABLE standing ADD COLUMN base INTEGER NOT NULL DEFAULT 0 CHECK (base >= 0)',
      // Something was lost, and the county has not been told yet: no certificate is given out.
      'ALTER TABLE standing ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1))',
      `CREATE TABLE lives (
        life INTEGER PRIMARY KEY,
        epoch TEXT NOT NULL UNIQUE,
        -- The key that its records are signed with; NULL when that was not written down.
        public_key TEXT
      ) STRICT`,
      `CREATE TABLE floors (
        -- YYMMDD and the terminal's four digits, as a certificate number begins.
        prefix TEXT PRIMARY KEY CHECK (length(prefix) = 10),
        -- Up to this count numbers may have been given out.
        count INTEGER NOT NULL
      ) STRICT`,
      `CREATE TABLE county_head (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        -- The furthest end of the county's audit chain that was ever heard.
        sequence INTEGER NOT NULL,
        hash TEXT NOT NULL,
        -- The county fell behind it, and that was said.
        fallen INTEGER NOT NULL DEFAULT 0 CHECK (fallen IN (0, 1))
      ) STRICT`,
      `CREATE TABLE put_aside (
        -- A damaged file beside this one; empty for one that was gone.
        file TEXT PRIMARY KEY,
        -- Everything in it stands here as well.
        whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
        -- For the county: what became of it.
        words TEXT NOT NULL
      ) STRICT`,
    ],
  },
  {
    name: 'records of every kind apart from what a kind keeps for itself',
    statements: [
      `CREATE TABLE records (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        epoch TEXT NOT NULL,
        sequence INTEGER NOT NULL CHECK (sequence >= 1),
        hash TEXT NOT NULL CHECK (length(hash) = 64),
        signature TEXT NOT NULL,
        number TEXT NOT NULL UNIQUE CHECK (length(number) = 16),
        -- Keyed hash of the ID number.
        person TEXT NOT NULL,
        occurred_at INTEGER NOT NULL,
        demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
        -- Canonical JSON of the record that was hashed and signed; NULL once its details are scrubbed.
        record TEXT,
        receipt TEXT NOT NULL DEFAULT 'pending',
        -- Canonical JSON of what is kept of the county's answer, NULL until there is one.
        answer TEXT,
        answered_at INTEGER
      ) STRICT`,
      `INSERT INTO records SELECT id, 'certification', epoch, sequence, hash, signature, certificate_no, person,
         occurred_at, demo, record, receipt,
         CASE WHEN decision IS NOT NULL THEN json_object(
           'decision', decision, 'reason', coalesce(reason, ''),
           'resumptionProposed', json(CASE WHEN resumption = 1 THEN 'true' ELSE 'false' END),
           'validThrough', coalesce(answered_through, '')) END,
         answered_at
       FROM certifications`,
      `CREATE TABLE own (
        id INTEGER PRIMARY KEY REFERENCES records (id),
        method TEXT NOT NULL,
        valid_through TEXT NOT NULL
      ) STRICT`,
      'INSERT INTO own SELECT id, method, valid_through FROM certifications',
      `CREATE TABLE queue (
        id INTEGER PRIMARY KEY REFERENCES records (id),
        state TEXT NOT NULL CHECK (state IN ('queued', 'parked')),
        -- Why it is parked.
        note TEXT
      ) STRICT`,
      // A place whose record is gone holds nothing; the audit log names the record.
      'INSERT INTO queue SELECT id, state, note FROM outbox WHERE id IN (SELECT id FROM records)',
      'DROP TABLE outbox',
      'DROP TABLE certifications',
      'ALTER TABLE own RENAME TO certifications',
      'ALTER TABLE queue RENAME TO outbox',
      "CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked'",
    ],
  },
];
