import { isMonth, ordinal } from '../../../shared/dates/month.ts';
import { openCountyStore } from '../../county/open.ts';
import { CountyStoreError } from '../../county/store/county-store.ts';
import type { Comparison } from '../lives/compare.ts';
import { compareLives } from '../lives/compare.ts';
import { countyPacks, inventedBook } from '../lives/packs.ts';
import type { Output, Verb } from './verb.ts';
import { unsound } from './verb.ts';

const SHOWN = 5;
const MOST = 1_000_000;

/** Invented lives through both engines; every entry of the ledger has to be the same to the fen. */
export const lives: Verb = {
  usage: 'lives --n N --seed S [--pack PACK] [--through YYYY-MM] [--db postgres://…]',
  options: {
    n: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    pack: { type: 'string' },
    // So far that contributors become payees, and accounts run dry.
    through: { type: 'string', default: '2040-12' },
    db: { type: 'string', default: 'sqlite::memory:' },
  },
  async run({ words, options }, output) {
    const bad = (reason: string): number => {
      output.error(`policy lives: ${reason}; write "policy -- ${lives.usage}"`);
      return 2;
    };
    const [extra] = words;
    if (extra !== undefined) return bad(`"${extra}" is one word too many`);
    const count = whole(options['n'], 1, MOST);
    if (count === undefined) return bad(`--n is a whole number from 1 to ${MOST}`);
    const seed = whole(options['seed'], 0, 2 ** 32 - 1);
    if (seed === undefined) return bad('--seed is a whole number from 0 to 4294967295');
    const through = options['through'];
    if (typeof through !== 'string' || !isMonth(through) || through < '2012-01' || through > '2080-12')
      return bad('--through is a month from 2012-01 to 2080-12');
    const book = inventedBook(seed);
    if (!book.ok) return unsound('lives', book.error, output);
    // Each has a county of its own.
    const known = countyPacks(book.value);
    const packs = known.filter((pack) => options['pack'] === undefined || pack === options['pack']);
    if (packs.length === 0) return bad(`--pack is one of ${known.join(', ')}`);

    const store = await openStore(String(options['db']), output);
    if (typeof store === 'number') return store;
    let differing = 0;
    try {
      for (const [index, pack] of packs.entries()) {
        const share = Math.floor(count / packs.length) + (index < count % packs.length ? 1 : 0);
        if (share === 0) continue;
        const where = { pack, county: `99900${index + 1}` };
        const compared = await compareLives(
          store,
          book.value,
          where,
          { count: share, seed: seed + index, last: ordinal(through) },
          (month) => output.progress?.(`${pack}, ${share} lives: ${month.slice(0, 4)}`),
        );
        if (!compared.ok) {
          output.error(`policy lives: ${compared.error}`);
          return 1;
        }
        report(compared.value, output);
        differing += compared.value.differing.length;
      }
    } finally {
      await store.close();
    }
    output.out(
      differing === 0
        ? `${count} lives agree to the fen (seed ${seed}, ${store.engine})`
        : `${differing} of ${count} lives differ (seed ${seed}, ${store.engine})`,
    );
    return differing === 0 ? 0 : 1;
  },
};

async function openStore(db: string, output: Output) {
  try {
    return await openCountyStore(db, { report: (line) => output.error(`policy lives: ${line}`) });
  } catch (error) {
    if (!(error instanceof CountyStoreError)) throw error;
    output.error(`policy lives: ${error.message}`);
    return error.blame === 'arguments' ? 2 : 1;
  }
}

function whole(text: unknown, least: number, most: number): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

function report({ pack, lives, entries, differing }: Comparison, { out }: Output): void {
  const verdict = differing.length === 0 ? 'the same' : `${differing.length} lives differ`;
  out(`${pack}: ${lives} lives, ${entries} entries: ${verdict}`);
  for (const { life, facts, first, second } of differing.slice(0, SHOWN)) {
    out(`  life ${life}, first engine:  ${first ?? 'nothing'}`);
    out(`  life ${life}, second engine: ${second ?? 'nothing'}`);
    out(`  life ${life}, facts: ${JSON.stringify(facts)}`);
  }
  if (differing.length > SHOWN) out(`  and ${differing.length - SHOWN} more`);
}
