import type { Kysely } from 'kysely';
import type { CryptoProvider } from '../../../../shared/protocol/crypto.ts';
import type { Schema } from '../../store/schema.ts';
import type { SealedTable, Value } from './columns.ts';

/** The digest of one row as it was written: its key, the digest, and what may change without a new digest. */
export interface Entry {
  readonly key: readonly Value[];
  readonly digest: string;
  readonly rest: readonly Value[];
}

/** What a seal belongs to: the event of this number, or the run. */
export interface SealPlace {
  readonly county: string;
  readonly kind: 'event' | 'run';
  readonly number: number;
}

/** The schema's version that brought seals. */
export const SEALS_SINCE = 5;

const ROWS_PER_PAGE = 1000;

/** `persons:20000:<sha256>`: what an event says of the pages that it covers. */
interface SealWord {
  readonly rows: number;
  readonly digest: string;
}

type Site = { readonly crypto: CryptoProvider };

/**
 * Writes digests of rows down, a page at a time, as they come: the event then carries no more than a digest
 * of the pages, and an altered row is still found by its name.
 */
export interface Sealer {
  add(entry: Entry): Promise<void> | undefined;
  /** The word for the event; empty when nothing was added. */
  finish(): Promise<string>;
}

/** Pages that are there already, of a command that was cut off, are the same: the rows of a seal are final. */
export function startSeal(
  db: Kysely<Schema>,
  { crypto }: Site,
  place: SealPlace,
  { name: table }: SealedTable,
): Sealer {
  const total = startDigest(crypto);
  let waiting: unknown[] = [];
  let page = 0;
  const flush = async (): Promise<void> => {
    const entries = JSON.stringify(waiting);
    waiting = [];
    page += 1;
    total.take(entries);
    await db
      .insertInto('seals')
      .values({ ...place, subject: table, page, entries })
      .onConflict((conflict) => conflict.columns(['county', 'kind', 'number', 'subject', 'page']).doNothing())
      .execute();
  };
  let rows = 0;
  return {
    add({ key, digest, rest }) {
      rows += 1;
      waiting.push([key.length, ...key, digest, ...rest]);
      return waiting.length === ROWS_PER_PAGE ? flush() : undefined;
    },
    async finish() {
      if (waiting.length > 0) await flush();
      return rows === 0 ? '' : `${table}:${rows}:${total.digest()}`;
    },
  };
}

/** Joins the words of several tables for an event's details; tables without rows say nothing. */
export function sealText(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}

/** What an event's `sealed` says of `table`; `undefined` when it says nothing. */
export function sealWord(sealed: unknown, { name }: SealedTable): SealWord | undefined {
  const word = String(sealed)
    .split(' ')
    .find((one) => one.startsWith(`${name}:`));
  const [, rows = '', digest = ''] = word?.split(':') ?? [];
  return word === undefined ? undefined : { rows: Number(rows), digest };
}

/** Reads a seal back, a page at a time. Afterwards `whole` tells whether it is the one that the event means. */
export interface SealReader {
  /** The next entries; empty at the end. */
  next(): Promise<readonly Entry[]>;
  /** Meaningful once the end is reached. */
  whole(): boolean;
}

export function readSeal(
  db: Kysely<Schema>,
  { crypto }: Site,
  { county, kind, number }: SealPlace,
  { name: table }: SealedTable,
  word: SealWord,
): SealReader {
  const total = startDigest(crypto);
  let page = 0;
  let rows = 0;
  return {
    async next() {
      const row = await db
        .selectFrom('seals')
        .select(['page', 'entries'])
        .where('county', '=', county)
        .where('kind', '=', kind)
        .where('number', '=', number)
        .where('subject', '=', table)
        .where('page', '>', page)
        .orderBy('page')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return [];
      page += 1;
      // A page that went missing leaves a gap in the count, and no later one takes its place unseen.
      total.take(row.page === page ? row.entries : '');
      page = row.page;
      const entries = parse(row.entries);
      rows += entries.length;
      return entries;
    },
    whole: () => rows === word.rows && total.digest() === word.digest,
  };
}

function startDigest(crypto: CryptoProvider): { take(text: string): void; digest(): string } {
  const encoder = new TextEncoder();
  let digest = '';
  return {
    take(text) {
      digest = crypto.sha256(encoder.encode(`${digest}\n${text}`));
    },
    digest: () => digest,
  };
}

/** A page that was edited into something else holds no rows. */
function parse(text: string): readonly Entry[] {
  try {
    const lines = JSON.parse(text) as readonly (readonly [number, ...Value[]])[];
    return lines.map(([size, ...values]) => ({
      key: values.slice(0, size),
      digest: String(values[size]),
      rest: values.slice(size + 1),
    }));
  } catch {
    return [];
  }
}
