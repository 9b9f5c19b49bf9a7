import type { Value } from '../seal/columns.ts';
import type { Entry, SealPlace } from '../seal/pages.ts';
import { readSeal, sealWord } from '../seal/pages.ts';
import type { SealedTable } from '../seal/columns.ts';
import type { ReplaySite, Report } from './replay.ts';

type Means = Pick<ReplaySite, 'db' | 'crypto' | 'county' | 'sealing'>;

/** Takes all entries of an event's seal in; says so where it is not the one that the event covers. */
export async function takeSeal(
  { db, crypto, county, sealing }: Means,
  told: { readonly sequence: number; readonly details: Readonly<Record<string, unknown>> },
  table: SealedTable,
  take: (entry: Entry) => void,
): Promise<string | undefined> {
  const word = sealWord(told.details['sealed'], table);
  if (word === undefined || !sealing) return undefined;
  const seal = readSeal(db, { crypto }, { county, kind: 'event', number: told.sequence }, table, word);
  for (;;) {
    const entries = await seal.next();
    if (entries.length === 0) break;
    for (const entry of entries) take(entry);
  }
  return seal.whole() ? undefined : `seal of ${table.name} in audit row ${told.sequence}: altered`;
}

/** A seal that is held against its rows, both in order of the key. */
export interface SealedRows {
  /** The next row of the table. */
  take(key: readonly Value[], digest: string): Promise<void> | undefined;
  /** What is left in the seal is missing in the table. */
  finish(): Promise<void>;
}

/** `nameOf` names a row by its key; `place` says whose seal it is. */
export function sealedRows(
  { db, crypto, county }: Means,
  owner: Omit<SealPlace, 'county'>,
  table: SealedTable,
  sealed: unknown,
  say: { readonly report: Report; readonly nameOf: (key: readonly Value[]) => string },
): SealedRows {
  const word = sealWord(sealed, table) ?? { rows: 0, digest: '' };
  const seal = readSeal(db, { crypto }, { county, ...owner }, table, word);
  let page: readonly Entry[] = [];
  let at = 0;
  let ended = false;
  const load = async (): Promise<void> => {
    page = await seal.next();
    at = 0;
    ended = page.length === 0;
  };
  const slowly = async (key: readonly Value[], digest: string): Promise<void> => {
    for (;;) {
      if (at >= page.length && !ended) await load();
      const expected = page[at];
      const order = expected === undefined ? -1 : compareKeys(key, expected.key);
      if (expected === undefined || order < 0) {
        say.report(`${say.nameOf(key)}: not in the audit log`);
        return;
      }
      at += 1;
      if (order > 0) say.report(`${say.nameOf(expected.key)}: missing`);
      else {
        if (expected.digest !== digest) say.report(`${say.nameOf(key)}: altered`);
        return;
      }
    }
  };
  return {
    take(key, digest) {
      const expected = page[at];
      if (expected === undefined || compareKeys(key, expected.key) !== 0) return slowly(key, digest);
      at += 1;
      if (expected.digest !== digest) say.report(`${say.nameOf(key)}: altered`);
      return undefined;
    },
    async finish() {
      do {
        for (; at < page.length; at += 1) say.report(`${say.nameOf(page[at]?.key ?? [])}: missing`);
        await load();
      } while (page.length > 0);
      if (!seal.whole()) say.report(`seal of ${table.name} in ${owner.kind} ${owner.number}: altered`);
    },
  };
}

function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? '';
    if (one === other) continue;
    return (one ?? '') < other ? -1 : 1;
  }
  return 0;
}
