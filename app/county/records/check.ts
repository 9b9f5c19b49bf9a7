import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import type { Signed, signedRecordSchemaOf } from '../../../shared/records/envelope.ts';
import { verifyRecord } from '../../../shared/records/envelope.ts';
import type { RecordBody } from '../../../shared/records/kind.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Terminal } from '../terminals/terminals.ts';

/** A record that can never be stored as it is. The others of its batch go on. */
export interface Rejection {
  readonly answer: RecordAnswer;
  /** A wrong signature from an enrolled terminal is worth an alarm; a wrong shape is not. */
  readonly alarm: boolean;
}

/** A record whose shape, hash and signature hold, and the terminal that signed it. */
export interface Checked {
  readonly signed: Signed;
  readonly signer: Terminal;
}

/** A terminal whose records are taken, undefined for strangers and revoked ones. */
export type SignerOf = (terminal: string) => Terminal | undefined;

/** The shape of a signed record of any kind that this county takes. */
export type SignedSchema = ReturnType<typeof signedRecordSchemaOf<RecordBody>>;

/** Shape, hash and signature of one element of a batch. Total: any JSON value gives a `Result`. */
export function checkRecord(
  schema: SignedSchema,
  crypto: CryptoProvider,
  signerOf: SignerOf,
  raw: unknown,
): Result<Checked, Rejection> {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    // The message names the field, never the value: details travel into logs.
    return reject(
      raw,
      `malformed record: ${issue?.path.map(String).join('.') ?? ''} ${issue?.code ?? ''}`,
      false,
    );
  }
  const signed = parsed.data;
  const signer = signerOf(signed.record.terminal);
  if (signer === undefined) return reject(raw, 'the signing terminal is not enrolled or was revoked', false);
  if (!verifyRecord(crypto, signer.publicKey, signed)) return reject(raw, 'hash or signature is wrong', true);
  return ok({ signed, signer });
}

function reject(raw: unknown, detail: string, alarm: boolean): Result<never, Rejection> {
  const place = placeOf(raw);
  return err({
    answer: { ...place, outcome: { kind: 'rejected', detail: detail.slice(0, 200) } },
    alarm,
  });
}

/** As much of the record's key as can be read, so that the terminal knows which one is meant. */
function placeOf(raw: unknown): { readonly epoch: string; readonly sequence: number; readonly hash: string } {
  const signed = fields(raw);
  const record = fields(signed['record']);
  const { epoch, sequence } = record;
  const { hash } = signed;
  return {
    epoch: typeof epoch === 'string' ? epoch.slice(0, 64) : '',
    sequence: typeof sequence === 'number' && Number.isSafeInteger(sequence) ? sequence : 0,
    hash: typeof hash === 'string' ? hash.slice(0, 64) : '',
  };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
