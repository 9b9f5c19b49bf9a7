import { isRecordText } from '../../../../shared/records/envelope.ts';
import { keyColumns, rowDigests } from '../seal/columns.ts';
import { rowPages } from '../seal/rows.ts';
import type { Domain, ReplaySite } from './domain.ts';
import { textOf } from './domain.ts';

/** Records of the kinds that keep no table of their own: none comes, goes or changes. */
export interface Records extends Domain {
  /** Rows in the table, once compared. */
  readonly count: () => number;
}

export function records(site: ReplaySite): Records {
  /** Digests by key, with the number for whoever reads of one that is missing. */
  const known = new Map<string, { readonly digest: string; readonly name: string }>();
  let count = 0;
  return {
    count: () => count,
    take(told) {
      const { terminal, epoch, sequence } = told.details;
      const name = `${textOf(told, 'kind')} ${textOf(told, 'number')}`;
      known.set(keyOf([terminal, epoch, sequence]), { digest: textOf(told, 'sealed'), name });
    },
    needs: ['records'],
    async compare(report) {
      const digest = rowDigests(site.crypto, 'records');
      const keys = keyColumns('records');
      for await (const rows of rowPages(site.db, site.county, 'records')) {
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
