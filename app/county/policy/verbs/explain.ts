import { readFileSync } from 'node:fs';
import type { Month } from '../../../../shared/dates/month.ts';
import { ordinal } from '../../../../shared/dates/month.ts';
import { formatYuan } from '../../../../shared/money/fen.ts';
import type { Derivation } from '../../../../shared/pension/explain/derivation.ts';
import { checkLife } from '../../../../shared/pension/life/check.ts';
import { derivationsOf } from '../../../../shared/pension/life/outcome.ts';
import { replay } from '../../../../shared/pension/life/replay.ts';
import { rulesAt } from '../../../../shared/pension/life/rules-at.ts';
import { loadPolicies } from '../../../../shared/pension/policy-files.ts';
import { parseLife } from '../lives/life-file.ts';
import type { Output, Verb } from './verb.ts';
import { unsound } from './verb.ts';

/**
 * How every amount of a life came about, or those whose name begins with `--of`: rule, source, since when,
 * inputs, and steps that a person with a calculator can follow.
 */
export const explain: Verb = {
  usage: 'explain LIFE.json [--of NAME] [--json]',
  options: { of: { type: 'string' }, json: { type: 'boolean' } },
  run({ words, options }, output) {
    const [file, ...more] = words;
    const bad = (reason: string): number => {
      output.error(`policy explain: ${reason}`);
      return 2;
    };
    if (file === undefined || more.length > 0)
      return bad(`one file is expected; write "policy -- ${explain.usage}"`);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return bad(`${file} cannot be read; name a life (an example: assets/demo/lives/back-payer.json)`);
    }
    const life = parseLife(text);
    if (!life.ok) return bad(`${file}: ${life.error}`);
    const book = loadPolicies();
    if (!book.ok) return unsound('explain', book.error, output);
    const { pack, facts, through } = life.value;
    const rules = rulesAt(book.value, pack);
    if (!rules.ok)
      return bad(`${file}: there is no pack "${pack}"; known: ${[...book.value.packs.keys()].join(', ')}`);
    const checked = checkLife(facts, rules.value);
    if (!checked.ok) {
      for (const { where, detail } of checked.error)
        output.error(`policy explain: ${file}: ${where}: ${detail}`);
      return 2;
    }
    const outcome = replay(facts, rules.value, ordinal(through as Month));
    const of = typeof options['of'] === 'string' ? options['of'] : '';
    const found = [...derivationsOf(outcome)].filter((derivation) => derivation.of.startsWith(of));
    if (found.length === 0)
      return bad(`nothing is called "${of}…"; amounts are ${[...kinds(derivationsOf(outcome))].join(', ')}`);
    write(found, options['json'] === true, output);
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
