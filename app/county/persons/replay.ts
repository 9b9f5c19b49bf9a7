import type { Month } from '../../../shared/dates/month.ts';
import { isMonth, monthAt, ordinal } from '../../../shared/dates/month.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import { Book } from '../audit/replay/book.ts';
import type { Replay, ReplaySite, Report, Shared } from '../audit/replay/replay.ts';
import { takeSeal } from '../audit/replay/sealed-rows.ts';
import { PERSONS } from './tables.ts';

const SEEN = 1;

/** 参保人员 as the chain tells of them. */
class PersonBook {
  readonly book = new Book(18, 1);

  /** As written by an import, a seed or as found; `through` is what that says of the certification. */
  write(idNumber: string, digest: string, through: string | null): void {
    const row = this.book.add(idNumber);
    this.book.setDigest(row, 0, digest);
    this.certify(idNumber, through);
  }

  /** Forward only, whatever the order. */
  certify(idNumber: string, through: string | null): void {
    const row = this.book.find(idNumber);
    if (row < 0 || through === null || !isMonth(through)) return;
    this.book.setMonth(row, Math.max(this.book.month(row), ordinal(through)));
  }
}

/** The people of one walk. */
export const personBook: Shared<PersonBook> = () => new PersonBook();

/** People, from `persons-imported`, `county-seeded` and what accepted certifications (told by their domain) extend. */
export function replayPersons(site: ReplaySite): Replay {
  const broken: string[] = [];
  return {
    async take(told) {
      const wrong = await takeSeal(site, told, PERSONS, ({ key, digest, rest }) =>
        site.shared(personBook).write(String(key[0]), digest, typeof rest[0] === 'string' ? rest[0] : null),
      );
      if (wrong !== undefined) broken.push(wrong);
    },
    needs: ['persons'],
    async compare(report) {
      for (const line of broken) report(line);
      if (!site.sealing) return;
      await comparePersons(site, report);
    },
  };
}

async function comparePersons(site: ReplaySite, report: Report): Promise<void> {
  const { db, crypto, county } = site;
  const { book } = site.shared(personBook);
  const digest = rowDigests(crypto, PERSONS);
  for await (const rows of rowPages(db, county, PERSONS, { beside: ['certified_through'] }))
    for (const row of rows) {
      const idNumber = String(row['id_number']);
      const known = book.find(idNumber);
      if (known < 0) {
        report(`person ${idNumber}: not in the audit log`);
        continue;
      }
      book.setFlag(known, SEEN);
      if (digest(row) !== book.digest(known, 0)) report(`person ${idNumber}: altered`);
      const through = row['certified_through'] ?? '';
      const made = monthText(book.month(known));
      if (through !== made)
        report(
          `person ${idNumber}: altered (certified through ${through || 'never'}, the audit log makes ${made || 'never'})`,
        );
    }
  for (let row = 0; row < book.count; row += 1)
    if (book.flag(row) !== SEEN) report(`person ${book.key(row)}: missing`);
}

function monthText(month: number): Month | '' {
  return month === 0 ? '' : monthAt(month);
}
