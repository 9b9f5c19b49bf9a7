import { formatYuan } from '../../../shared/money/fen.ts';
import type { Derivation } from '../../../shared/pension/explain/derivation.ts';
import { derivationsOf } from '../../../shared/pension/life/outcome.ts';
import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import { lifeInBooks, lifeInFile } from '../lives/explained.ts';
import type { Output, Verb } from './verb.ts';
import { unsound } from './verb.ts';

/**
 * How every amount of a life came about, or those whose name begins with `--of`: rule, source, since when,
 * inputs, and steps that a person with a calculator can follow. The life is a file, or a person's account in
 * the county's books.
 */
export const explain: Verb = {
  usage: 'explain LIFE.json | --person ID_NUMBER --db … [--operator NAME], with [--of NAME] [--json]',
  options: {
    of: { type: 'string' },
    json: { type: 'boolean' },
    person: { type: 'string' },
    db: { type: 'string' },
    operator: { type: 'string' },
  },
  async run({ words, options }, output) {
    const bad = (reason: string): number => {
      output.error(`policy explain: ${reason}`);
      return 2;
    };
    const [file, ...more] = words;
    const { person, db, of, operator } = options;
    const named = typeof person === 'string' && typeof db === 'string';
    if (named ? file !== undefined : file === undefined || more.length > 0)
      return bad(`name one file, or a person and a database; write "policy -- ${explain.usage}"`);
    const book = loadPolicies();
    if (!book.ok) return unsound('explain', book.error, output);
    const report = (line: string): void => output.error(`policy explain: ${line}`);
    const found = named
      ? await lifeInBooks(book.value, db, person, report, typeof operator === 'string' ? operator : undefined)
      : lifeInFile(book.value, String(file));
    if (!found.ok) {
      for (const line of found.error.lines) output.error(`policy explain: ${line}`);
      return found.error.exitCode;
    }
    const prefix = typeof of === 'string' ? of : '';
    const all = [...derivationsOf(found.value)];
    const wanted = all.filter((derivation) => derivation.of.startsWith(prefix));
    if (wanted.length === 0)
      return bad(`nothing is called "${prefix}…"; amounts are ${[...kinds(all)].join(', ') || 'none'}`);
    write(wanted, options['json'] === true, output);
    return 0;
  },
};

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
