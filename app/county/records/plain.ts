import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type { RecordBody, RecordedAnswer } from '../../../shared/records/kind.ts';
import { numberOf } from '../../../shared/records/kind.ts';
import type { CountyEvent } from '../audit/chain/append.ts';
import { rowDigests } from '../audit/seal/columns.ts';
import type { RecordHandler } from './handler.ts';
import { RECORDS } from './tables.ts';

/** A kind that keeps no table of its own: its envelope stands in `records`, and that is all. */
export function plainHandler<Body extends RecordBody, Answer extends RecordedAnswer, Facts>(
  kind: Pick<RecordHandler<Body, Answer, Facts>, 'shared' | 'facts' | 'decide'>,
): RecordHandler<Body, Answer, Facts> {
  return {
    ...kind,
    table: 'records',
    async store(tx, { county, crypto }, taken) {
      const rows = taken.map(({ arrived: { signed, arrival }, ruling }) => {
        const { record, hash, signature } = signed;
        return {
          county: county.code,
          terminal: record.terminal,
          epoch: record.epoch,
          sequence: record.sequence,
          kind: record.body.kind,
          number: numberOf(kind.shared, record.body),
          record_hash: hash,
          signature,
          record: canonicalize(record),
          occurred_at: record.occurredAt,
          received_at: arrival.receivedAt,
          first_answer: JSON.stringify(ruling.answer),
        };
      });
      await tx.insertInto('records').values(rows).execute();
      const digest = rowDigests(crypto, RECORDS);
      return rows.map(
        (row): CountyEvent => ({
          event: 'record-taken',
          details: {
            kind: row.kind,
            number: row.number,
            terminal: row.terminal,
            epoch: row.epoch,
            sequence: row.sequence,
            recordHash: row.record_hash,
            sealed: digest(row),
          },
        }),
      );
    },
  };
}
