import type { Journal } from '../../../flows/contract/journal.ts';
import type { Signer } from '../../../shared/protocol/crypto.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import type { EnrolmentKeeper } from './enrolment.ts';
import { KEY_FILE, damagedStores } from './files.ts';
import type { Epoch } from './standing.ts';
import type { Transactor } from './transact.ts';

/** What is wrong with the store, for everybody who asks: screen, county, technician. */
export interface Troubles {
  readonly health: Journal['health'];
  /** Why nothing may be certified, whoever stands there already. */
  readonly barred: () => string | undefined;
  readonly status: () => string;
  readonly troubles: () => readonly string[];
  readonly keyIsStrange: () => boolean;
}

interface AsideRow {
  readonly file: string;
  readonly whole: number;
  readonly words: string;
}

export function watchTroubles(parts: {
  readonly db: Sqlite;
  readonly dataDir: string;
  readonly epoch: Epoch;
  readonly enrolment: EnrolmentKeeper;
  readonly transactor: Transactor;
  readonly signer: Signer;
  readonly hasSpace: () => boolean;
  readonly damagedRecords: () => number;
}): Troubles {
  const { db, epoch, enrolment, transactor, signer } = parts;
  const known = db.prepare<[], AsideRow>('SELECT file, whole, words FROM put_aside').all();
  // As long as one lies there whose content is not all here, unsent records may be in it. A person has to
  // take it away; that is seen at the next start.
  const asides = damagedStores(parts.dataDir)
    .map((file) => known.find((row) => row.file === file) ?? { file, whole: 0, words: 'damaged: unknown' })
    .filter(({ whole }) => whole === 0);
  const keyIsStrange = (): boolean =>
    enrolment.current() !== undefined && epoch.publicKey() !== null && epoch.publicKey() !== signer.publicKey;
  const isDamaged = (): boolean =>
    transactor.broken() || asides.length > 0 || epoch.withheld() || keyIsStrange() || enrolment.damaged();

  return {
    keyIsStrange,
    health() {
      if (!db.open) return 'damaged';
      if (isDamaged()) return 'damaged';
      if (epoch.rolledBack()) return 'rolled-back';
      return !parts.hasSpace() || transactor.full() ? 'disk' : 'ok';
    },
    barred() {
      if (keyIsStrange()) return 'the key is not the one that this terminal was enrolled with';
      return epoch.withheld() ? 'the county does not know yet what this store lost' : undefined;
    },
    status() {
      if (!db.open) return 'closed';
      if (transactor.broken()) return 'io';
      const [first] = asides;
      if (first !== undefined) return first.words.slice(0, 80);
      if (epoch.withheld()) return known.at(-1)?.words.slice(0, 80) ?? 'damaged: records lost';
      if (keyIsStrange()) return 'damaged: key lost';
      if (enrolment.damaged()) return 'damaged: enrolment unreadable';
      if (epoch.rolledBack()) return 'rolled-back';
      if (!parts.hasSpace() || transactor.full()) return 'disk';
      const records = parts.damagedRecords();
      return records > 0 ? `damaged-record: ${records}` : 'ok';
    },
    troubles() {
      const lines = asides.map(
        ({ file, words }) =>
          `${file} was put aside (${words}); unsent records may be in it: keep a copy, take it away, start again`,
      );
      if (keyIsStrange())
        lines.push(
          `${KEY_FILE} is not the key that this terminal was enrolled with: put the right file back, or enrol anew with a new county.enrolmentCode`,
        );
      if (enrolment.damaged())
        lines.push('the enrolment cannot be read: enrol anew with a new county.enrolmentCode');
      else if (epoch.withheld())
        lines.push(
          enrolment.current() === undefined
            ? 'the store was lost with its enrolment: enrol anew with a new county.enrolmentCode'
            : 'records were lost: nothing is certified until the county has been told',
        );
      if (epoch.rolledBack())
        lines.push(
          'the store is older than what this terminal gave out: enrol anew with a new county.enrolmentCode',
        );
      const records = parts.damagedRecords();
      if (records > 0)
        lines.push(
          `${records} queued records are not as they were written; npm run audit -- verify names them`,
        );
      return lines;
    },
  };
}
