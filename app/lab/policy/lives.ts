import type { Month } from '../../../shared/dates/month.ts';
import { ordinal } from '../../../shared/dates/month.ts';
import type { Output } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { badArguments, failed } from '../../cli/errors.ts';
import type { Value } from '../../cli/parameter.ts';
import { optional, preset } from '../../cli/parameter.ts';
import { MONTH, text, wholeNumber } from '../../cli/values.ts';
import { ADDRESS } from '../../county/cli/command.ts';
import { openCountyStore } from '../../county/open.ts';
import type { Comparison } from '../lives/compare.ts';
import { compareLives } from '../lives/compare.ts';
import { countyPacks, inventedBook } from '../lives/packs.ts';
import { unsound } from './verb.ts';

const SHOWN = 5;
const MOST = 1_000_000;

const LAST_MONTH: Value<Month> = {
  shape: 'YYYY-MM',
  schema: MONTH.schema.refine(
    (month) => month >= '2012-01' && month <= '2080-12',
    'is not a month from 2012-01 to 2080-12',
  ),
};

/** Invented lives through both engines; every entry of the ledger has to be the same to the fen. */
export const lives = command({
  effect: 'changes',
  args: {},
  options: {
    n: preset(wholeNumber('N', 1, MOST), '1000', 'how many lives, shared among the packs'),
    seed: preset(wholeNumber('S', 0, 2 ** 32 - 1), '1', 'the same number makes the same lives'),
    pack: optional(text('PACK'), 'one pack only'),
    // So far that contributors become payees, and accounts run dry.
    through: preset(LAST_MONTH, '2040-12', 'the last month they live'),
    db: preset(ADDRESS, 'sqlite::memory:', 'an empty database where the lives are booked'),
  },
  examples: ['--n 400 --seed 7', '--n 100 --pack national-2014 --through 2030-12'],
  async run({ n: count, seed, pack: only, through, db }, output) {
    const book = inventedBook(seed);
    if (!book.ok) return unsound('lives', book.error, output);
    // Each has a county of its own.
    const known = countyPacks(book.value);
    const packs = known.filter((pack) => only === undefined || pack === only);
    if (packs.length === 0) throw badArguments(`--pack is one of ${known.join(', ')}`);

    const store = await openCountyStore(db, { report: (line) => output.error(`policy lives: ${line}`) });
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
          (month) => output.progress(`${pack}, ${share} lives: ${month.slice(0, 4)}`),
        );
        if (!compared.ok) throw failed(compared.error);
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
});

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
