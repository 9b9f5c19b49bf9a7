import { existsSync } from 'node:fs';
import { formatYuan } from '../../../shared/money/fen.ts';
import type { Derivation } from '../../../shared/pension/explain/derivation.ts';
import { derivationsOf } from '../../../shared/pension/life/outcome.ts';
import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import type { Output } from '../../cli/command.ts';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import { flag, optional } from '../../cli/parameter.ts';
import { text } from '../../cli/values.ts';
import { ADDRESS, SOME_OPERATOR } from '../../county/cli/command.ts';
import { lifeInBooks, lifeInFile } from '../lives/explained.ts';
import { unsound } from './verb.ts';

const ONE_LIFE = `name one file, or a person and a database; a life to try: assets/demo/lives/back-payer.json`;

/** Where `npm start` keeps its county unless told otherwise. */
const DEMO_FILE = '.songbai/county.db';
const DEMO_COUNTY = `sqlite:${DEMO_FILE}`;

/**
 * How every amount of a life came about, or those whose name begins with `--of`: rule, source, since when,
 * inputs, and steps that a person with a calculator can follow. The life is a file, or a person's account in
 * the county's books.
 */
export const explain = command({
  // A look at somebody's account leaves its trace.
  effect: 'changes',
  args: { file: optional(text('LIFE.json', 'name a file'), 'a life written down, or --person with --db') },
  options: {
    person: optional(text('ID_NUMBER'), "whose account in the county's books"),
    db: optional(ADDRESS, 'the county of that person'),
    operator: SOME_OPERATOR,
    of: optional(text('NAME'), 'only amounts whose name begins so, such as assessment/'),
    json: flag('one JSON object a line'),
  },
  examples: [
    'assets/demo/lives/back-payer.json --of assessment/',
    `--person 990101195301155014 --db ${DEMO_COUNTY}`,
  ],
  async run({ file, person, db, operator, of: prefix = '', json }, output) {
    if ((file === undefined) === (person === undefined)) throw badArguments(ONE_LIFE);
    if (person !== undefined && db === undefined) throw badArguments(whichCounty());
    const book = loadPolicies();
    if (!book.ok) return unsound('explain', book.error, output);
    const report = (line: string): void => output.error(`policy explain: ${line}`);
    const found =
      person !== undefined && db !== undefined
        ? await lifeInBooks(book.value, db, person, report, operator)
        : lifeInFile(book.value, String(file));
    if (!found.ok) {
      for (const line of found.error.lines) report(line);
      return found.error.exitCode;
    }
    const all = [...derivationsOf(found.value)];
    const wanted = all.filter((derivation) => derivation.of.startsWith(prefix));
    if (wanted.length === 0)
      throw badArguments(
        `nothing is called "${prefix}…"; amounts are ${[...kinds(all)].join(', ') || 'none'}`,
      );
    write(wanted, json, output);
    return 0;
  },
});

/** Nothing is guessed: a person may be known in several counties, and each look leaves its trace in one. */
function whichCounty(): string {
  const first = existsSync(DEMO_FILE) ? '' : 'start the demo once with "npm start", then ';
  return `--person is looked up in a county, and --db is missing; for the demo's, ${first}write --db ${DEMO_COUNTY}`;
}

/** First parts of the names, each once. */
function kinds(derivations: Iterable<Derivation>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { of } of derivations) names.add(of.split('/')[0] ?? of);
  return names;
}

function write(derivations: readonly Derivation[], asJson: boolean, { out }: Output): void {
  for (const derivation of derivations) {
    if (asJson) {
      out(JSON.stringify(derivation));
      continue;
    }
    const { of, fen, rule, citation, quote, effective, pack, confidence, inputs, steps } = derivation;
    out(`${of}  ${formatYuan(fen)}`);
    out(`  rule      ${rule}, ${pack}, since ${effective} (${confidence})`);
    out(`  source    ${citation}${quote === undefined ? '' : ` 「${quote}」`}`);
    for (const { name, value } of inputs) out(`  input     ${name}: ${value}`);
    for (const step of steps) out(`  step      ${step}`);
  }
}
