import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import { isRecordText, signedRecordSchemaOf, verifyRecord } from '../../../shared/records/envelope.ts';
import type { RecordBody } from '../../../shared/records/kind.ts';
import { numberOf } from '../../../shared/records/kind.ts';
import type { SignedRecord } from '../../../shared/records/kinds.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { TerminalKinds } from './kinds.ts';
import { sharedKinds } from './kinds.ts';
import { UNKNOWN_KEY } from './standing.ts';

/** A record as it stands in the store, with the columns by which it is found again. */
export interface QueuedRow {
  readonly id: number;
  readonly kind: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly hash: string;
  readonly signature: string;
  readonly number: string;
  readonly record: string | null;
}

/** What is wrong with a record of our own: it was whole when it was written. */
export type RecordDamage =
  | 'its text is gone'
  | 'its text is not a record'
  | 'its text is not what the hash was made over'
  | 'its signature does not hold'
  | 'its columns are not those of its text';

const schemas = new WeakMap<TerminalKinds, ReturnType<typeof signedRecordSchemaOf<RecordBody>>>();

function schemaOf(kinds: TerminalKinds) {
  const known = schemas.get(kinds);
  if (known !== undefined) return known;
  const schema = signedRecordSchemaOf<RecordBody>(sharedKinds(kinds));
  schemas.set(kinds, schema);
  return schema;
}

/** @param publicKey of the record's epoch, where it is known */
export function readRecord(
  kinds: TerminalKinds,
  row: QueuedRow,
  crypto: CryptoProvider,
  publicKey: string | null,
): Result<SignedRecord, RecordDamage> {
  const { hash, signature } = row;
  if (row.record === null) return err('its text is gone');
  let record: unknown;
  try {
    record = JSON.parse(row.record);
  } catch {
    return err('its text is not a record');
  }
  const parsed = schemaOf(kinds).safeParse({ record, hash, signature });
  if (!parsed.success) return err('its text is not a record');
  const signed = parsed.data;
  if (!isRecordText(crypto, row.record, hash)) return err('its text is not what the hash was made over');
  if (publicKey !== null && publicKey !== UNKNOWN_KEY && !verifyRecord(crypto, publicKey, signed))
    return err('its signature does not hold');
  const { epoch, sequence, body } = signed.record;
  const kind = kinds[body.kind];
  return epoch === row.epoch &&
    sequence === row.sequence &&
    body.kind === row.kind &&
    kind !== undefined &&
    numberOf(kind.shared, body) === row.number
    ? // The kinds of a terminal are those of its release.
      ok(signed as SignedRecord)
    : err('its columns are not those of its text');
}
