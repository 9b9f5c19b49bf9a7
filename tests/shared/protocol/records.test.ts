import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';
import type { TerminalRecord } from '../../../shared/records/kinds.ts';
import { GENESIS, recordHash, signRecord, verifyRecord } from '../../../shared/records/envelope.ts';
import { recordSchema, signedRecordSchema } from '../../../shared/records/kinds.ts';

const { signer } = nodeCrypto.generateKey();

const record: TerminalRecord = {
  terminal: 'hall-1',
  epoch: '00000000000000ab',
  sequence: 1,
  previous: GENESIS,
  occurredAt: 1_795_420_800_000,
  clock: { quality: 'trusted', offsetMs: -12 },
  demo: true,
  body: {
    kind: 'certification',
    certificateNo: '2611230001000011',
    idNumber: '990101195603120022',
    name: '石𠮷䶮',
    source: 'id-card',
    method: 'face',
    validThrough: '2027-10',
    liveness: { engine: 'scripted', challenge: ['blink', 'turn-left'], attempt: 1, durationMs: 4200 },
    consent: 'face-1',
  },
};

/** Every leaf of a JSON value by its path. */
function* leaves(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) yield path;
  else for (const [key, member] of Object.entries(value)) yield* leaves(member, [...path, key]);
}

/** A copy in which the leaf at `path` is `leaf`. */
function withLeaf(value: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = withLeaf(copy[key], rest, leaf);
  return copy;
}

describe('a signed record', () => {
  const signed = signRecord(nodeCrypto, signer, record);

  test('passes the schema, holds its hash and its signature', () => {
    expect(signedRecordSchema.parse(signed)).toEqual(signed);
    expect(verifyRecord(nodeCrypto, signer.publicKey, signed)).toBe(true);
  });

  test('holds after a journey as JSON with its members in another order', () => {
    const travelled = JSON.parse(JSON.stringify(signed)) as typeof signed;
    const { body, ...rest } = travelled.record;
    const reordered = {
      ...travelled,
      record: { body: Object.fromEntries(Object.entries(body).toReversed()), ...rest },
    };
    expect(verifyRecord(nodeCrypto, signer.publicKey, reordered as typeof signed)).toBe(true);
  });

  test.each([...leaves(record)].map((path) => [path.join('.'), path] as const))(
    'a changed %s is seen',
    (_, path) => {
      const changed = withLeaf(record, path, 7) as TerminalRecord;
      expect(verifyRecord(nodeCrypto, signer.publicKey, { ...signed, record: changed })).toBe(false);
      // Nor does it help to put the right hash on it: the signature covers the record itself.
      const rehashed = { ...signed, record: changed, hash: recordHash(nodeCrypto, changed) };
      expect(verifyRecord(nodeCrypto, signer.publicKey, rehashed)).toBe(false);
    },
  );

  test('another terminal’s key does not hold', () => {
    expect(verifyRecord(nodeCrypto, nodeCrypto.generateKey().signer.publicKey, signed)).toBe(false);
  });
});

describe('the schema', () => {
  test.each([
    { name: '石\ud842' },
    { name: '石\0' },
    { name: '石\n柏' },
    { idNumber: '\udfb7' },
    { consent: '\u2028' },
    { witness: { idNumber: '1\0', name: '柏' } },
    { witness: { idNumber: '1', name: '\ud842' } },
  ])('refuses half a character and control characters in %j', (odd) => {
    const body = { ...record.body, ...odd };
    expect(
      signedRecordSchema.safeParse({ ...signRecord(nodeCrypto, signer, record), record: { ...record, body } })
        .success,
    ).toBe(false);
  });

  test('refuses any member that nobody knows', () => {
    expect(recordSchema.safeParse({ ...record, extra: 1 }).success).toBe(false);
    expect(recordSchema.safeParse({ ...record, body: { ...record.body, photo: 'x' } }).success).toBe(false);
  });

  test.each([
    ['epoch', 'xyz'],
    ['sequence', 0],
    ['sequence', 1.5],
    ['occurredAt', -1],
    ['previous', 'ABC'],
  ])('refuses %s %j', (key, value) => {
    expect(recordSchema.safeParse({ ...record, [key]: value }).success).toBe(false);
  });

  test('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (value) => void signedRecordSchema.safeParse(value)));
  });
});
