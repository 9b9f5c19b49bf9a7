import { isRecordText } from '../../../shared/records/envelope.ts';
import type { Replay, ReplaySite } from '../audit/replay/replay.ts';
import { textOf } from '../audit/replay/replay.ts';
import { keyColumns, rowDigests } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import { RECORDS } from './tables.ts';

/** Records of the kinds that keep no table of their own: none comes, goes or changes. */
export function replayRecords(site: ReplaySite): Replay {
  /** Digests by key, with a name for whoever reads of one that is missing. */
  const known = new Map<string, { readonly digest: string; readonly name: string }>();
  let count = 0;
  return {
    counted: () => ({ records: count }),
    take(told) {
      const { terminal, epoch, sequence } = told.details;
      const name = `${textOf(told, 'kind')} ${textOf(told, 'number')}`;
      known.set(keyOf([terminal, epoch, sequence]), { digest: textOf(told, 'sealed'), name });
    },
    needs: ['records'],
    async compare(report) {
      const digest = rowDigests(site.crypto, RECORDS);
      const keys = keyColumns(RECORDS);
      for await (const rows of rowPages(site.db, site.county, RECORDS)) {
        count += rows.length;
        for (const row of rows) {
          const key = keyOf(keys.map((column) => row[column]));
          const expected = known.get(key);
          known.delete(key);
          const name = `${String(row['kind'])} ${String(row['number'])}`;
          if (expected === undefined) report(`${name}: not in the audit log`);
          else if (!isRecordText(site.crypto, String(row['record']), String(row['record_hash'])))
            report(`${expected.name}: altered (record)`);
          else if (expected.digest !== digest(row)) report(`${expected.name}: altered`);
        }
      }
      for (const { name } of known.values()) report(`${name}: missing`);
    },
  };
}

function keyOf(parts: readonly unknown[]): string {
  return parts.map(String).join('/');
}
