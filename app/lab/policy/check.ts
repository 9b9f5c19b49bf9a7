import type { PackFile } from '../../../shared/pension/policy-parse.ts';
import { bookWith, packFiles } from '../packs/pack-files.ts';
import type { Verb } from './verb.ts';
import { unsound } from './verb.ts';

/** The packs named, together with those shipped that they do not replace; without a name, the shipped. */
export const check: Verb = {
  usage: 'check [FILE|DIR …]',
  options: {},
  run({ words }, output) {
    const files: PackFile[] = [];
    for (const path of words) {
      const read = packFiles(path);
      if (!read.ok) {
        output.error(`policy check: ${read.error}`);
        return 2;
      }
      files.push(...read.value);
    }
    const book = bookWith(files);
    if (!book.ok) return unsound('check', book.error, output);
    for (const { id, layer, area, rows } of book.value.packs.values())
      output.out(`${id}: ${layer}, ${area.name}, ${rows.length} rows`);
    output.out(`${book.value.packs.size} packs are sound`);
    return 0;
  },
};
