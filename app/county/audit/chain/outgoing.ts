import type { AuditDetails } from '../../../../shared/audit/chain.ts';
import { appendAudit } from './append.ts';
import type { CountyStore } from '../../store/county-store.ts';

/** What of people's data leaves the database, and who asked for it as far as that is known. */
export interface Outgoing {
  readonly what: 'certifications' | 'accounts' | 'ledger' | 'payments' | 'explanation';
  readonly operator?: string | undefined;
  /** How it was narrowed: days only, never a person. */
  readonly since?: string | undefined;
  readonly asOf?: string | undefined;
}

/**
 * 留痕: personal data leaves with an event in the audit chain, written before the first piece is given away;
 * a second one tells how many rows went and whether that was all. `write` takes the pieces.
 */
export async function exportWithTrace(
  store: CountyStore,
  outgoing: Outgoing,
  pieces: AsyncIterable<string>,
  write: (pieces: AsyncIterable<string>) => Promise<void>,
): Promise<void> {
  const details = detailsOf(outgoing);
  await note(store, 'personal-data-export-begun', details);
  let lines = 0;
  let complete = false;
  const counted = async function* (): AsyncGenerator<string, void> {
    for await (const piece of pieces) {
      lines += piece.split('\n').length - 1;
      yield piece;
    }
    complete = true;
  };
  try {
    await write(counted());
  } finally {
    // The first line is the header.
    await note(store, 'personal-data-exported', { ...details, rows: Math.max(0, lines - 1), complete });
  }
}

/** One person's data, shown at once. */
export async function showWithTrace(store: CountyStore, outgoing: Outgoing): Promise<void> {
  await note(store, 'personal-data-exported', { ...detailsOf(outgoing), rows: 1, complete: true });
}

function detailsOf({ what, operator, since, asOf }: Outgoing): AuditDetails {
  return {
    what,
    ...(operator === undefined ? {} : { operator }),
    ...(since === undefined ? {} : { since }),
    ...(asOf === undefined ? {} : { asOf }),
  };
}

async function note(
  store: CountyStore,
  event: 'personal-data-export-begun' | 'personal-data-exported',
  details: AuditDetails,
): Promise<void> {
  await store.db.transaction().execute((tx) => appendAudit(tx, store, { event, details }));
}
