import type { Month } from '../../../shared/dates/month.ts';
import { isMonth, monthAt, ordinal } from '../../../shared/dates/month.ts';
import { isRecordText, recordBytes } from '../../../shared/records/envelope.ts';
import { numbersOf } from '../../../shared/identity/id-number.ts';
import type { TerminalRecord } from '../../../shared/records/kinds.ts';
import type { Row } from '../audit/seal/columns.ts';
import { rowDigests, short } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import { Book } from '../audit/replay/book.ts';
import type { Replay, ReplaySite, Report, Told } from '../audit/replay/replay.ts';
import { textOf } from '../audit/replay/replay.ts';
import { takeSeal } from '../audit/replay/sealed-rows.ts';
import { personBook } from '../persons/replay.ts';
import { terminalKeys } from '../terminals/replay.ts';
import { CERTIFICATIONS, DECISIONS } from './tables.ts';

/** Digests kept of each certification. */
const RECORD = 0;
const ROW = 1;
/** Of the automatic decision; those of officers are few. */
const VERDICT = 2;

const DECIDED = ['', 'accepted', 'submitted', 'refused'];
const SEEN = 8;
const VERDICT_SEEN = 16;

/** 资格认证 and every decision on them; tells the people's part what was accepted. */
export function replayCertifications(site: ReplaySite): Replay {
  const book = new Book(16, 3);
  /** `number/decision` of officers' decisions, with the digest of the row. */
  const verdicts = new Map<string, string>();
  const broken: string[] = [];
  let count = 0;
  return {
    counted: () => ({ records: count }),
    async take(told) {
      if (told.event === 'certification-recorded') recorded(book, told);
      else if (told.event === 'certification-reviewed') reviewed(book, verdicts, told);
      else if (told.event === 'certificate-number-reclaimed') reclaimed(book, verdicts, told);
      else broken.push(...(await takeFound(site, book, verdicts, told)));
    },
    needs: ['certifications', 'terminals'],
    async compare(report) {
      for (const line of broken) report(line);
      const keys = await keysOf(site);
      const digest = rowDigests(site.crypto, CERTIFICATIONS);
      for await (const rows of rowPages(site.db, site.county, CERTIFICATIONS)) {
        count += rows.length;
        for (const row of rows) compareOne(site, book, keys, row, digest, report);
      }
      if (site.sealing && site.tables.has('decisions')) await compareDecisions(site, book, verdicts, report);
      for (let row = 0; row < book.count; row += 1)
        if ((book.flag(row) & SEEN) === 0) report(`certification ${book.key(row)}: missing`);
    },
  };
}

function recorded(book: Book, told: Told): void {
  const row = book.add(textOf(told, 'certificateNo'));
  book.setDigest(row, RECORD, short(textOf(told, 'recordHash')));
  book.setDigest(row, VERDICT, textOf(told, 'verdict'));
  decided(book, row, told);
}

function reviewed(book: Book, verdicts: Map<string, string>, told: Told): void {
  const certificateNo = textOf(told, 'certificateNo');
  const row = book.find(certificateNo);
  if (row < 0) return;
  decided(book, row, told);
  const number = told.details['number'];
  if (typeof number === 'number') verdicts.set(`${certificateNo}/${number}`, textOf(told, 'verdict'));
}

/** The row that occupied the number goes aside, with its decisions; the owner's comes to its place. */
function reclaimed(book: Book, verdicts: Map<string, string>, told: Told): void {
  const certificateNo = textOf(told, 'certificateNo');
  const movedTo = textOf(told, 'movedTo');
  const from = book.find(certificateNo);
  if (from < 0) return;
  const to = book.add(movedTo);
  book.setDigest(to, RECORD, book.digest(from, RECORD));
  book.setDigest(to, ROW, textOf(told, 'sealed'));
  book.setDigest(to, VERDICT, textOf(told, 'verdict1'));
  book.setFlag(to, book.flag(from));
  book.setMonth(to, book.month(from));
  // What is set under the new name belongs to the same map: the places are taken before any is moved.
  const places = [...verdicts.keys()].filter((place) => partsOf(place)[0] === certificateNo);
  for (const place of places) {
    verdicts.delete(place);
    const [, decision] = partsOf(place);
    verdicts.set(`${movedTo}/${decision}`, textOf(told, `verdict${decision}`));
  }
  // Nobody's, until the owner's record is told of.
  book.setFlag(from, SEEN | VERDICT_SEEN);
}

/** Of `number/decision`; a number that went aside has a stroke of its own. */
function partsOf(place: string): readonly [certificateNo: string, decision: string] {
  const cut = place.lastIndexOf('/');
  return [place.slice(0, cut), place.slice(cut + 1)];
}

function decided(book: Book, row: number, told: Told): void {
  book.setDigest(row, ROW, textOf(told, 'sealed'));
  book.setFlag(row, Math.max(0, DECIDED.indexOf(textOf(told, 'decision'))));
  const through = textOf(told, 'validThrough');
  book.setMonth(row, isMonth(through) ? ordinal(through) : 0);
}

/** Adds to what earlier events said of these rows, and takes nothing of it back. */
async function takeFound(
  site: ReplaySite,
  book: Book,
  verdicts: Map<string, string>,
  told: Told,
): Promise<readonly string[]> {
  const wrong = [
    await takeSeal(site, told, CERTIFICATIONS, ({ key, digest }) => {
      const row = book.find(String(key[0]));
      if (row >= 0) book.setDigest(row, ROW, digest);
    }),
    await takeSeal(site, told, DECISIONS, ({ key: [certificateNo, number], digest }) => {
      const row = book.find(String(certificateNo));
      if (number !== 1) verdicts.set(`${String(certificateNo)}/${String(number)}`, digest);
      else if (row >= 0) book.setDigest(row, VERDICT, digest);
    }),
  ];
  return wrong.flatMap((line) => (line === undefined ? [] : [line]));
}

/** As the chain tells them; of terminals of an earlier release, as their table does. */
async function keysOf({ db, county, shared }: ReplaySite): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('terminals')
    .select(['terminal', 'public_key'])
    .where('county', '=', county)
    .execute();
  return new Map([...rows.map((row) => [row.terminal, row.public_key] as const), ...shared(terminalKeys)]);
}

function compareOne(
  site: ReplaySite,
  book: Book,
  keys: ReadonlyMap<string, string>,
  row: Row,
  digest: (row: Row) => string,
  report: Report,
): void {
  const certificateNo = String(row['certificate_no']);
  const known = book.find(certificateNo);
  if (known < 0) {
    report(`certification ${certificateNo}: not in the audit log`);
    return;
  }
  const flag = book.flag(known);
  book.setFlag(known, flag | SEEN);
  const record = recordOf(site, row, book.digest(known, RECORD));
  const wrong =
    typeof record === 'string'
      ? record
      : (recordFault(site, row, record, keys) ?? decisionFault(book, known, flag, row) ?? '');
  if (wrong !== '') report(`certification ${certificateNo}: altered (${wrong})`);
  else if (book.digest(known, ROW) !== '' && book.digest(known, ROW) !== digest(row))
    report(`certification ${certificateNo}: altered`);
  if (typeof record !== 'string' && DECIDED[flag & 3] === 'accepted' && book.month(known) > 0)
    site.shared(personBook).certify(String(row['id_number']), monthAt(book.month(known)));
}

/** The record that was signed, or what is wrong with it. */
function recordOf({ crypto }: ReplaySite, row: Row, hash: string): TerminalRecord | string {
  const { record, record_hash } = row;
  if (short(String(record_hash)) !== hash) return 'hash';
  if (typeof record !== 'string' || !isRecordText(crypto, record, String(record_hash))) return 'record';
  return JSON.parse(record) as TerminalRecord;
}

function recordFault(
  { crypto }: ReplaySite,
  row: Row,
  record: TerminalRecord,
  keys: ReadonlyMap<string, string>,
): string | undefined {
  const { body } = record;
  const differs =
    row['terminal'] !== record.terminal ||
    row['epoch'] !== record.epoch ||
    row['sequence'] !== record.sequence ||
    // A row that made room for the owner of its number carries more than that.
    String(row['certificate_no']).split('/', 1)[0] !== body.certificateNo ||
    !numbersOf(body).includes(String(row['id_number'])) ||
    row['name'] !== body.name ||
    row['method'] !== body.method ||
    row['occurred_at'] !== record.occurredAt ||
    row['demo'] !== (record.demo ? 1 : 0);
  if (differs) return 'columns';
  const key = keys.get(record.terminal) ?? '';
  const genuine = crypto.verify(key, recordBytes(String(row['record'])), String(row['signature']));
  return genuine ? undefined : 'signature';
}

function decisionFault(book: Book, known: number, flag: number, row: Row): string | undefined {
  if (row['decision'] !== DECIDED[flag & 3]) return 'decision';
  return (row['valid_through'] ?? '') === monthText(book.month(known)) ? undefined : 'valid through';
}

function monthText(month: number): Month | '' {
  return month === 0 ? '' : monthAt(month);
}

async function compareDecisions(
  { db, crypto, county }: ReplaySite,
  book: Book,
  verdicts: Map<string, string>,
  report: Report,
): Promise<void> {
  const digest = rowDigests(crypto, DECISIONS);
  for await (const rows of rowPages(db, county, DECISIONS))
    for (const row of rows) {
      const certificateNo = String(row['certificate_no']);
      const place = `${certificateNo}/${String(row['number'])}`;
      const known = book.find(certificateNo);
      const automatic = row['number'] === 1 && known >= 0;
      const expected = automatic ? book.digest(known, VERDICT) : verdicts.get(place);
      if (automatic) book.setFlag(known, book.flag(known) | VERDICT_SEEN);
      verdicts.delete(place);
      const name = `decision ${String(row['number'])} on certification ${certificateNo}`;
      if (expected === undefined) report(`${name}: not in the audit log`);
      else if (expected !== digest(row)) report(`${name}: altered`);
    }
  for (let row = 0; row < book.count; row += 1)
    if ((book.flag(row) & VERDICT_SEEN) === 0)
      report(`decision 1 on certification ${book.key(row)}: missing`);
  for (const place of verdicts.keys()) {
    const [certificateNo, number] = partsOf(place);
    report(`decision ${number} on certification ${certificateNo}: missing`);
  }
}
