import { readFileSync } from 'node:fs';
import type { Month } from '../../../shared/dates/month.ts';
import { dateOf, monthOf, ordinal } from '../../../shared/dates/month.ts';
import { maskIdNumber } from '../../../shared/identity/mask.ts';
import { formatYuan } from '../../../shared/money/fen.ts';
import { isSame, plus } from '../../../shared/pension/ledgers.ts';
import { replayBooks } from '../../../shared/pension/life/books.ts';
import { checkLife } from '../../../shared/pension/life/check.ts';
import type { LifeOutcome } from '../../../shared/pension/life/outcome.ts';
import { derivationsOf, totalOf } from '../../../shared/pension/life/outcome.ts';
import { replay } from '../../../shared/pension/life/replay.ts';
import { rulesAt } from '../../../shared/pension/life/rules-at.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { showWithTrace } from '../../county/audit/chain/outgoing.ts';
import { readAccount } from '../../county/ledger/books-of.ts';
import type { CountyStore } from '../../county/store/county-store.ts';
import { openCountyStore } from '../../county/open.ts';
import { CountyStoreError } from '../../county/store/county-store.ts';
import { parseLife } from './life-file.ts';

/** What `explain` is asked about cannot be worked out. */
interface Unexplained {
  readonly exitCode: 1 | 2;
  readonly lines: readonly string[];
}

type Life = Result<LifeOutcome, Unexplained>;

function refused(exitCode: 1 | 2, ...lines: readonly string[]): Life {
  return err({ exitCode, lines });
}

/** A life written down by an officer. */
export function lifeInFile(book: PolicyBook, file: string): Life {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return refused(2, `${file} cannot be read; name a life (an example: assets/demo/lives/back-payer.json)`);
  }
  const life = parseLife(text);
  if (!life.ok) return refused(2, `${file}: ${life.error}`);
  const { pack, facts, through } = life.value;
  const rules = rulesAt(book, pack);
  if (!rules.ok)
    return refused(2, `${file}: there is no pack "${pack}"; known: ${[...book.packs.keys()].join(', ')}`);
  const checked = checkLife(facts, rules.value);
  if (!checked.ok)
    return refused(2, ...checked.error.map(({ where, detail }) => `${file}: ${where}: ${detail}`));
  return ok(replay(facts, rules.value, ordinal(through as Month)));
}

/**
 * A person's account as the county's books have it: what was posted is taken, all that follows is derived.
 * The look leaves its trace in the audit chain.
 */
export async function lifeInBooks(
  book: PolicyBook,
  db: string,
  idNumber: string,
  report: (line: string) => void,
  operator?: string,
): Promise<Life> {
  let store: CountyStore;
  try {
    store = await openCountyStore(db, { report });
  } catch (error) {
    if (!(error instanceof CountyStoreError)) throw error;
    return refused(error.blame === 'arguments' ? 2 : 1, error.message);
  }
  try {
    const now = store.clock.now();
    const who = maskIdNumber(idNumber);
    await showWithTrace(store, { what: 'explanation', operator });
    const account = await readAccount(store.db, store.county.code, idNumber, dateOf(now));
    if (!account.ok) return refused(1, `${who}: ${account.error}`);
    const rules = rulesAt(book, store.county.policyPack);
    if (!rules.ok) return refused(1, `there is no policy pack ${store.county.policyPack}`);
    const { books, balance, settled, exit } = account.value;
    const last = Math.min(ordinal(monthOf(now)), (exit ?? Number.POSITIVE_INFINITY) - 1);
    const outcome = replayBooks(books, rules.value, last);
    // The last settlement is the one of this look: nobody has posted it, so it is neither held against the books.
    const settlements = outcome.settlements.filter(
      ({ year, through }) => year * 12 + through - 1 <= (settled ?? -1),
    );
    const unposted = outcome.settlements.slice(settlements.length);
    const held = unposted.reduce((sum, { interest }) => plus(sum, interest), balance);
    if (exit === undefined && !isSame(held, outcome.balance))
      return refused(
        1,
        `${who}: the books do not add up: they hold ${formatYuan(totalOf(held))}, their entries come to ${formatYuan(totalOf(outcome.balance))}; settle the open years, or look at "audit -- verify"`,
      );
    const life: LifeOutcome = { ...outcome, settlements, credits: [] };
    if (derivationsOf(life)[Symbol.iterator]().next().done === true) return refused(1, nothingYet(who, now));
    return ok(life);
  } finally {
    await store.close();
  }
}

/** Contributions alone are as they were paid; amounts come about by settling and paying. */
function nothingYet(who: string, now: number): string {
  const lastYear = Number(dateOf(now).slice(0, 4)) - 1;
  return `${who}: nothing is settled or paid yet, so there is no amount to explain; write "npm run county -- settle --year ${lastYear} --db …" with the same --db first`;
}
