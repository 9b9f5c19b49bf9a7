import { keyColumns, rowDigests } from '../seal/columns.ts';
import { rowPages } from '../seal/rows.ts';
import type { Domain, ReplaySite } from './replay.ts';
import { takeSeal } from './sealed-rows.ts';

/** Records that contradict a stored one: evidence against a terminal, so none comes or goes. */
export function conflicts(site: ReplaySite): Domain {
  /** Digests by key; empty where an earlier release told the key alone. */
  const known = new Map<string, string>();
  const broken: string[] = [];
  return {
    async take(told) {
      if (told.event !== 'state-sealed') {
        const { terminal, epoch, sequence, recordHash, sealed } = told.details;
        known.set(nameOf([terminal, epoch, sequence, recordHash]), typeof sealed === 'string' ? sealed : '');
        return;
      }
      const wrong = await takeSeal(site, told, 'conflicts', ({ key, digest }) => {
        known.set(nameOf(key), digest);
      });
      if (wrong !== undefined) broken.push(wrong);
    },
    needs: ['conflicts'],
    async compare(report) {
      for (const line of broken) report(line);
      const digest = rowDigests(site.crypto, 'conflicts');
      const keys = keyColumns('conflicts');
      for await (const rows of rowPages(site.db, site.county, 'conflicts'))
        for (const row of rows) {
          const name = nameOf(keys.map((column) => row[column]));
          const expected = known.get(name);
          known.delete(name);
          if (expected === undefined) report(`${name}: not in the audit log`);
          else if (expected !== '' && expected !== digest(row)) report(`${name}: altered`);
        }
      for (const name of known.keys()) report(`${name}: missing`);
    },
  };
}

function nameOf([terminal, epoch, sequence, hash]: readonly unknown[]): string {
  return `conflict of ${String(terminal)} ${String(epoch)}/${String(sequence)} ${String(hash).slice(0, 12)}`;
}
