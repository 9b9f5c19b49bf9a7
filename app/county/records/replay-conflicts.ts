import { keyColumns, rowDigests } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import type { Replay, ReplaySite } from '../audit/replay/replay.ts';
import { takeSeal } from '../audit/replay/sealed-rows.ts';
import { CONFLICTS } from './tables.ts';

/** Records that contradict a stored one: evidence against a terminal, so none comes or goes. */
export function replayConflicts(site: ReplaySite): Replay {
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
      const wrong = await takeSeal(site, told, CONFLICTS, ({ key, digest }) => {
        known.set(nameOf(key), digest);
      });
      if (wrong !== undefined) broken.push(wrong);
    },
    needs: ['conflicts'],
    async compare(report) {
      for (const line of broken) report(line);
      const digest = rowDigests(site.crypto, CONFLICTS);
      const keys = keyColumns(CONFLICTS);
      for await (const rows of rowPages(site.db, site.county, CONFLICTS))
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
