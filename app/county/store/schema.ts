import type { ColumnType } from 'kysely';
import type { Certification } from '../../../shared/records/certification.ts';
import type {
  ApplicationTable,
  AssessmentTable,
  ExitTable,
  PaymentTable,
  PostingTable,
  ReassessmentTable,
  RunTable,
  SentenceTable,
  SettlementTable,
} from './ledger-schema.ts';
import type { PersonStatus } from '../../../shared/records/refusal.ts';

/**
 * The county's tables, one subset of SQL for SQLite and PostgreSQL. The 6-digit county code leads every
 * key. Money is integer fen; instants are ms since the epoch; months are `YYYY-MM` and dates `YYYY-MM-DD`
 * in China Standard Time; flags are 0 or 1; lists and evidence are JSON text.
 */
export interface Schema {
  counties: CountyTable;
  persons: PersonTable;
  enrolment_codes: EnrolmentCodeTable;
  terminals: TerminalTable;
  certifications: CertificationTable;
  decisions: DecisionTable;
  records: RecordTable;
  conflicts: ConflictTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  lookups: LookupTable;
  lookup_head: LookupHeadTable;
  seals: SealTable;
  runs: RunTable;
  postings: PostingTable;
  settlements: SettlementTable;
  applications: ApplicationTable;
  assessments: AssessmentTable;
  reassessments: ReassessmentTable;
  payments: PaymentTable;
  exits: ExitTable;
  sentences: SentenceTable;
}

/** Written once, never changed by an update. */
type Once<T> = ColumnType<T, T, never>;
type Flag = 0 | 1;

/** The county that owns this database: its profile and its public key. */
export interface CountyTable {
  county: string;
  name: string;
  /** Policy pack in force, a name under `assets/policies`. */
  policy_pack: string;
  /** Counter that people are sent to, e.g. `3号窗口`. */
  counter: string;
  /** Where else it can be done when the machine cannot. */
  nearest: string;
  /** Ed25519, base64. The private half is in the vault, with the key that turns ID numbers into handles. */
  public_key: string;
  /** Empty. Older releases kept both keys here; opening moves them out (`keys/move-out.ts`). */
  private_key: string;
  handle_key: string;
  /** 1 while it is the synthetic county that an empty database gets; `init` replaces such a one. */
  provisional: Flag;
  created_at: number;
}

/** 参保人员. Key: county + id_number. */
export interface PersonTable {
  county: string;
  id_number: string;
  /** HMAC of the ID number; what terminals ask by. Unique in the county. */
  handle: string;
  name: string;
  household: 'rural' | 'urban';
  /** 12 digits: county 6, township 3, village 3. Need not begin with `county` (moved boundaries). */
  area_code: string;
  /** Empty when unknown. */
  phone: string;
  status: PersonStatus;
  special_group: '' | 'severe-disability' | 'dibao' | 'youfu';
  /** 社会保障号 / card number; empty when there is no card. */
  ssc_number: string;
  bank_account: string;
  /** First month of benefit; null while contributing. */
  benefit_start: string | null;
  /** Last month in which the latest accepted certification holds. Never moves back. */
  certified_through: string | null;
}

/** One-time enrolment codes; the code itself is not kept. Key: county + lookup. */
interface EnrolmentCodeTable {
  county: string;
  lookup: string;
  code_key: string;
  terminal_name: string;
  created_at: Once<number>;
  expires_at: number;
  used_at: number | null;
  /** Terminal that used it. */
  terminal: string | null;
}

/** Key: county + terminal. */
export interface TerminalTable {
  county: string;
  terminal: string;
  /** 1 … 9999, never given twice. */
  number: number;
  name: string;
  public_key: string;
  software: string;
  enrolled_at: Once<number>;
  revoked_at: number | null;
  /** From here on the last heartbeat; null before the first. */
  seen_at: number | null;
  epoch: string | null;
  sequence: number | null;
  queued: number | null;
  parked: number | null;
  /** Terminal clock minus county clock, ms. */
  clock_ahead_ms: number | null;
  /** JSON: `[{device, status}]`. */
  devices: string | null;
  /** Head of the terminal's own audit chain, the epoch that it belongs to, and when the terminal said so (its clock). */
  audit_sequence: number | null;
  audit_hash: string | null;
  audit_epoch: string | null;
  audit_said_at: number | null;
  /** Head of the county's chain as this terminal last heard it. */
  heard_sequence: number | null;
  heard_hash: string | null;
}

/** 资格认证: one row per well-signed record. Key: county + certificate_no. */
export interface CertificationTable {
  county: string;
  /** The record's; of one that had occupied another terminal's number, that number, `/` and its own terminal. */
  certificate_no: string;
  /** With epoch and sequence the idempotency key, unique. */
  terminal: Once<string>;
  epoch: Once<string>;
  sequence: Once<number>;
  record_hash: Once<string>;
  signature: Once<string>;
  /** The record as signed, canonical JSON: the evidence. */
  record: Once<string>;
  id_number: Once<string>;
  /** As on the card; empty when the number was typed. */
  name: Once<string>;
  method: Once<Certification['method'] | 'data'>;
  demo: Once<Flag>;
  /** Terminal's wall clock, ms. */
  occurred_at: Once<number>;
  received_at: Once<number>;
  clock_skewed: Once<Flag>;
  /** Month that the certification counts from. */
  counted_month: Once<string>;
  /** Answer that was given first and is given again: JSON of the outcome. */
  first_answer: Once<string>;
  /** Present decision; its history is in `decisions`. */
  decision: Decision;
  reason: string | null;
  /** Null unless accepted. */
  valid_through: string | null;
  resumption_proposed: Flag;
  decided_at: number;
  /** `rule` for the automatic decision, otherwise the officer. */
  decided_by: string;
}

export type Decision = 'accepted' | 'submitted' | 'refused';

/** Every decision on a certification, appended only. Key: county + certificate_no + number. */
export interface DecisionTable {
  county: string;
  /** Changes only with its certification's, when a number goes back to its owner. */
  certificate_no: string;
  /** 1 is the automatic one. */
  number: Once<number>;
  decision: Once<Decision>;
  reason: Once<string | null>;
  operator: Once<string>;
  decided_at: Once<number>;
  valid_through: Once<string | null>;
}

/** Records of the kinds that keep no table of their own, appended only. Key: county + terminal + epoch + sequence. */
export interface RecordTable {
  county: string;
  terminal: Once<string>;
  epoch: Once<string>;
  sequence: Once<number>;
  /** As in `shared/records`. */
  kind: Once<string>;
  /** 编号, unique in the county among these. */
  number: Once<string>;
  record_hash: Once<string>;
  signature: Once<string>;
  /** The record as signed, canonical JSON: the evidence. */
  record: Once<string>;
  /** Terminal's wall clock, ms. */
  occurred_at: Once<number>;
  received_at: Once<number>;
  /** Answer that was given first and is given again: JSON. */
  first_answer: Once<string>;
}

/** Well-signed records that contradict a stored one or carry a number that is not theirs. Key: county + terminal + epoch + sequence + hash. */
export interface ConflictTable {
  county: string;
  terminal: Once<string>;
  epoch: Once<string>;
  sequence: Once<number>;
  record_hash: Once<string>;
  /** `key`: same key, other hash; `certificate`: a certificate number that is another record's or not its own. */
  kind: Once<'key' | 'certificate'>;
  certificate_no: Once<string>;
  record: Once<string>;
  received_at: Once<number>;
}

/** Hash-chained events without personal data. Key: county + sequence. */
interface AuditTable {
  county: string;
  sequence: Once<number>;
  at: Once<number>;
  event: Once<string>;
  details: Once<string>;
  previous: Once<string>;
  hash: Once<string>;
}

/** Questions for persons that were answered, appended only; rule in `persons/lookup-trace.ts`. Key: county + number. */
interface LookupTable {
  county: string;
  /** 1, 2, 3 … without a gap. */
  number: Once<number>;
  at: Once<number>;
  terminal: Once<string>;
  /** HMAC of the ID number that was asked for. */
  handle: Once<string>;
  /** 1 when the county has the number. */
  found: Once<Flag>;
  hash: Once<string>;
}

/** Last row of the lookups, and the last that the audit chain covers. Key: county. */
interface LookupHeadTable {
  county: string;
  number: number;
  hash: string;
  sealed: number;
}

/** Last row of the audit chain; its row lock puts writers in order. Key: county + id. */
interface AuditHeadTable {
  county: string;
  id: 1;
  sequence: number;
  hash: string;
}

/**
 * Digests of rows as they were written, in pages that an event of the chain covers. Appended only; those of
 * an open run may go with it. Key: county + kind + number + subject + page.
 */
interface SealTable {
  county: string;
  /** What `number` counts: rows of the audit chain, or runs. */
  kind: Once<'event' | 'run'>;
  number: Once<number>;
  /** Name of the table. */
  subject: Once<string>;
  page: Once<number>;
  /** JSON: `[[length of key, …key, digest, …what may change], …]`. */
  entries: Once<string>;
}
