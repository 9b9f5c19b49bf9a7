import type { PackFile } from '../../../shared/pension/policy-parse.ts';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import { repeated } from '../../cli/parameter.ts';
import { text } from '../../cli/values.ts';
import { bookWith, packFiles } from '../packs/pack-files.ts';
import { unsound } from './verb.ts';

/** The packs named, together with those shipped that they do not replace; without a name, the shipped. */
export const check = command({
  effect: 'reads',
  args: { paths: repeated(text('FILE|DIR'), 'policy packs (*.json); none: those that are shipped') },
  options: {},
  examples: ['', 'assets/policies/changchun-2011.json'],
  async run({ paths }, output) {
    const files: PackFile[] = [];
    for (const path of paths) {
      const read = packFiles(path);
      if (!read.ok) throw badArguments(read.error);
      files.push(...read.value);
    }
    const book = bookWith(files);
    if (!book.ok) return unsound('check', book.error, output);
    for (const { id, layer, area, rows } of book.value.packs.values())
      output.out(`${id}: ${layer}, ${area.name}, ${rows.length} rows`);
    output.out(`${book.value.packs.size} packs are sound`);
    return 0;
  },
});
