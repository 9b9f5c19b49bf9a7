import type { AuditDetails, AuditHead, AuditRow } from '../../../../shared/audit/chain.ts';
import { EMPTY_HEAD, nextAuditRow } from '../../../../shared/audit/chain.ts';
import { detailsOf } from '../../../../shared/audit/evidence.ts';
import { isRecordText } from '../../../../shared/records/envelope.ts';
import { walkAudit } from '../../../../shared/audit/walk.ts';
import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../../shared/store/open.ts';
import type { Enrolment } from '../enrolment.ts';
import type { Marks } from '../marks.ts';
import type { TerminalKinds } from '../kinds.ts';
import { numberIn } from '../kinds.ts';
import type { Salvage, SavedRecord } from './salvage.ts';

/**
 * How far the count of a day jumps when nobody knows which numbers were given out: more than one machine
 * can certify in a day. A lost number is skipped; none is given twice.
 */
const STRIDE = 10_000;

export interface Loss {
  readonly records: number;
  readonly recordsLost: number;
  readonly auditRows: number;
  readonly auditRowsLost: number;
  /** Sequences that nothing tells of, e.g. `00112233445566aa: 5-7, 9`. */
  readonly unknown: string;
  /** Everything that was ever written is here. */
  readonly whole: boolean;
  /** … and nothing was given out after it: the epoch goes on. */
  readonly certain: boolean;
}

interface Knowledge {
  readonly saved: Salvage;
  /** `undefined` when they are lost as well. */
  readonly marks: Marks | undefined;
  readonly kinds: TerminalKinds;
  readonly crypto: CryptoProvider;
}

/** What is missing, by what is there: numbers without rows, witnesses without their rows, and the marks. */
export function measureLoss({ saved, marks, crypto, kinds }: Knowledge): Loss {
  const rows = [...saved.audit.values()].sort((a, b) => a.sequence - b.sequence);
  const head = furthest(saved, marks);
  const { findings } = walkAudit(crypto, rows, head);
  const records = [...saved.records.values()];
  const byNumber = new Map(records.map((row) => [row.number, row]));
  const commits = new Set(Object.values(kinds).map(({ event }) => event));
  const witnesses = rows.filter(({ event }) => commits.has(event)).map(detailsOf);
  const numbered = records.reduce((most, { id }) => Math.max(most, id), 0);
  const expected = Math.max(numbered, marks?.records ?? 0, witnesses.length);
  const all = witnesses.every(
    (details) => byNumber.get(String(numberIn(details)))?.hash === details['record'],
  );
  const texts = records.every(
    ({ record, hash, own }) => own !== undefined && (record === null || isRecordText(crypto, record, hash)),
  );
  const enrolled = rows.some(({ event }) => event === 'enrolled');
  const remembered =
    saved.standing !== undefined &&
    saved.auditHead !== undefined &&
    (saved.enrolment !== undefined || marks?.enrolment != null || !enrolled);
  const recordsLost = expected - records.length;
  const whole = findings.length === 0 && recordsLost === 0 && all && texts && remembered;
  return {
    records: records.length,
    recordsLost,
    auditRows: rows.length,
    auditRowsLost: head.sequence - rows.length,
    unknown: unknownSequences(records),
    whole,
    certain: whole && marks !== undefined && (saved.standing?.life ?? 0) >= marks.life,
  };
}

/** The end of the audit chain, by whatever knows the most of it. */
function furthest(saved: Salvage, marks: Marks | undefined): AuditHead {
  const last = [...saved.audit.values()].reduce<AuditRow | undefined>(
    (best, row) => (best === undefined || row.sequence > best.sequence ? row : best),
    undefined,
  );
  const heads = [saved.auditHead, marks?.audit, last].filter((head) => head !== undefined);
  return heads.reduce((best, head) => (head.sequence > best.sequence ? head : best), EMPTY_HEAD);
}

function unknownSequences(records: readonly SavedRecord[]): string {
  const epochs = Map.groupBy(records, ({ epoch }) => epoch);
  const lines: string[] = [];
  for (const [epoch, rows] of epochs) {
    const gaps: string[] = [];
    let expected = 1;
    for (const sequence of rows.map(({ sequence }) => sequence).sort((a, b) => a - b)) {
      if (sequence > expected)
        gaps.push(sequence === expected + 1 ? `${expected}` : `${expected}-${sequence - 1}`);
      expected = Math.max(expected, sequence + 1);
    }
    if (gaps.length > 0) lines.push(`${epoch}: ${gaps.join(', ')}`);
  }
  return lines.join('; ').slice(0, 1000);
}

/** One line for the county, a technician and the audit log. */
export function lossWords(loss: Loss): string {
  if (loss.whole) return `damaged: all ${loss.records} records were read`;
  const total = loss.records + loss.recordsLost;
  if (loss.recordsLost > 0) return `damaged: ${loss.recordsLost} of ${total} records unreadable`;
  if (loss.auditRowsLost > 0)
    return `damaged: ${loss.auditRowsLost} of ${loss.auditRows + loss.auditRowsLost} audit rows unreadable`;
  return 'damaged: all was read, not all of it is as it was written';
}

export interface Rebuild extends Knowledge {
  readonly loss: Loss;
  /** Name that the damaged file gets; `undefined` when there was none. */
  readonly aside: string | undefined;
  /** What was wrong with it. */
  readonly why: string;
  readonly now: number;
  /** Of the new epoch, if one begins. */
  readonly newEpoch: string;
}

/** Writes what was saved into an empty store of the newest schema, in one transaction. */
export function fillStore(db: Sqlite, rebuild: Rebuild): void {
  db.transaction(() => {
    const standing = fillStanding(db, rebuild);
    fillEnrolment(db, rebuild.saved.enrolment ?? rebuild.marks?.enrolment ?? undefined);
    fillRecords(db, rebuild);
    fillAudit(db, rebuild, standing);
    fillCountyHead(db, rebuild.saved);
    const put = db.prepare('INSERT OR REPLACE INTO put_aside (file, whole, words) VALUES (?, ?, ?)');
    for (const row of rebuild.saved.asides.values()) put.run(...row);
    const { aside, loss } = rebuild;
    put.run(aside ?? '', loss.whole ? 1 : 0, lossWords(loss));
  }).immediate();
}

interface NewStanding {
  readonly epoch: string;
  readonly withheld: boolean;
}

function fillStanding(db: Sqlite, { saved, marks, loss, newEpoch }: Rebuild): NewStanding {
  const { standing } = saved;
  const lived = Math.max(standing?.life ?? 0, marks?.life ?? 0, ...saved.lives.keys());
  const goesOn = loss.certain && standing !== undefined;
  const life = goesOn ? standing.life : lived + 1;
  const epoch = goesOn ? standing.epoch : newEpoch;
  const withheld = goesOn ? standing.withheld : true;
  const rolledBack = standing?.rolledBack === true;
  db.prepare(
    'INSERT INTO standing (id, epoch, rolled_back, life, base, withheld) VALUES (1, ?, ?, ?, ?, ?)',
  ).run(epoch, rolledBack ? 1 : 0, life, baseOf(saved, marks), withheld ? 1 : 0);
  const lives = db.prepare('INSERT OR IGNORE INTO lives (life, epoch, public_key) VALUES (?, ?, ?)');
  for (const row of saved.lives.values()) lives.run(...row);
  // A key is never taken on by a loss: which one the county knows is what was written down before.
  const key = saved.lives.get(lived)?.[2] ?? marks?.publicKey ?? null;
  lives.run(life, epoch, key);
  const floor = db.prepare(
    `INSERT INTO floors (prefix, count) VALUES (?, ?)
     ON CONFLICT (prefix) DO UPDATE SET count = max(count, excluded.count)`,
  );
  for (const [prefix, count] of saved.floors) floor.run(prefix, count);
  for (const [prefix, count] of Object.entries(marks?.days ?? {})) floor.run(prefix, count);
  return { epoch, withheld };
}

function baseOf(saved: Salvage, marks: Marks | undefined): number {
  const base = Math.max(saved.standing?.base ?? 0, marks?.base ?? 0);
  if (marks !== undefined) return Math.max(base, marks.older);
  const counts = [...saved.records.values()].map(({ number }) => Number(number.slice(10, 15)) || 0);
  const highest = counts.reduce((most, count) => Math.max(most, count), base);
  return (Math.floor(highest / STRIDE) + 1) * STRIDE;
}

function fillEnrolment(db: Sqlite, enrolment: Enrolment | undefined): void {
  if (enrolment === undefined) return;
  const { terminal, number, countyKey, handleKey, profile, codeUsed } = enrolment;
  db.prepare(
    `INSERT INTO enrolment (id, terminal, number, county_key, handle_key, profile, cursor, code_used)
     VALUES (1, ?, ?, ?, ?, ?, '', ?)`,
  ).run(terminal, number, countyKey, handleKey, JSON.stringify(profile), codeUsed);
}

function fillCountyHead(db: Sqlite, { countyHead }: Salvage): void {
  if (countyHead === undefined) return;
  db.prepare('INSERT INTO county_head (id, sequence, hash, fallen) VALUES (?, ?, ?, ?)').run(...countyHead);
}

function fillRecords(db: Sqlite, { saved, kinds }: Rebuild): void {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO records (id, kind, epoch, sequence, hash, signature, number, person, occurred_at,
       demo, record, receipt, answer, answered_at) VALUES (${'?, '.repeat(13)}?)`,
  );
  const queue = db.prepare('INSERT INTO outbox (id, state, note) VALUES (?, ?, ?)');
  for (const one of [...saved.records.values()].sort((a, b) => a.id - b.id)) {
    if (insert.run(...one.row).changes === 0) continue;
    fillOwn(db, kinds, one);
    if (one.answer !== null) continue;
    // Without an answer it waits for one, whatever became of its place in the queue.
    const [, state, note] = saved.outbox.get(one.id) ?? [one.id, 'queued', null];
    queue.run(one.id, state, note);
  }
}

function fillOwn(db: Sqlite, kinds: TerminalKinds, { id, kind, own }: SavedRecord): void {
  const table = kinds[kind]?.own;
  if (table === undefined || own === undefined) return;
  const places = table.columns.map(() => '?').join(', ');
  const columns = ['id', ...table.columns].join(', ');
  db.prepare(`INSERT INTO ${table.table} (${columns}) VALUES (?, ${places})`).run(id, ...own);
}

function fillAudit(db: Sqlite, rebuild: Rebuild, { epoch, withheld }: NewStanding): void {
  const { saved, marks, crypto, loss, aside, why, now } = rebuild;
  const insert = db.prepare(
    'INSERT INTO audit (sequence, at, event, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const write = (row: AuditRow): void => {
    insert.run(row.sequence, row.at, row.event, row.details, row.previous, row.hash);
  };
  for (const row of saved.audit.values()) write(row);
  const details: AuditDetails = {
    file: aside ?? '',
    why: why.slice(0, 200),
    records: loss.records,
    recordsLost: loss.recordsLost,
    auditRows: loss.auditRows,
    auditRowsLost: loss.auditRowsLost,
    unknown: loss.unknown,
    whole: loss.whole,
    epoch,
    withheld,
  };
  const row = nextAuditRow(crypto, furthest(saved, marks), { at: now, event: 'store-damaged', details });
  write(row);
  db.prepare('INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?, ?)').run(row.sequence, row.hash);
}
