import { dateOf } from '../../../shared/dates/month.ts';
import { birthOf } from '../../../shared/identity/birth.ts';
import { isIdNumber, numbersOf, tidyIdNumber } from '../../../shared/identity/id-number.ts';
import { sameName } from '../../../shared/identity/name.ts';
import { SKEW_LIMIT_MS } from '../../../shared/protocol/envelope.ts';
import type { WaitingReason } from '../../../shared/records/certification.ts';
import type { Certification, LivenessEvidence } from '../../../shared/records/certification.ts';
import type { TerminalRecord } from '../../../shared/records/kinds.ts';
import type { PersonTable } from '../persons/tables.ts';
import type { Terminal } from '../terminals/terminals.ts';

/** What the roster says of a person, as far as it bears on a certification. */
export type Listed = Pick<PersonTable, 'status' | 'name' | 'phone'>;

/**
 * Two acts with a rest between them are not done faster by anybody, and every step of an attempt has its
 * deadline: a machine that says otherwise did not watch.
 */
export const ATTEMPT_MS = { shortest: 2_000, longest: 5 * 60_000 } as const;

/**
 * What no machine can have seen honestly, whatever of it is broken: the record contradicts itself. Such a one
 * is refused, for it costs nobody an income. Everything that a fault may bring about goes to an officer.
 */
export function contradicts({ demo, body }: TerminalRecord): boolean {
  const { method, liveness, witness, phone } = body;
  return (
    (liveness !== undefined && method !== 'face') ||
    (phone !== undefined && method !== 'visit') ||
    (method === 'witness') !== (witness !== undefined) ||
    (witness !== undefined && numbersOf(body).includes(tidyIdNumber(witness.idNumber))) ||
    // Nobody can have read a name off a keypad.
    (body.source === 'typed' && body.name !== '') ||
    (liveness !== undefined && !canBeDrawn(liveness)) ||
    // The script stands in for a camera, and every machine that runs it knows that.
    (liveness?.engine === 'scripted' && !demo)
  );
}

/** The two acts of a challenge are always different ones. */
function canBeDrawn({ challenge: [first, second] }: LivenessEvidence): boolean {
  return first !== second;
}

/**
 * Why an officer has to look at this record, the gravest first; `undefined` when nothing speaks against it.
 * `early`: it is dated to a time at which it cannot have been made.
 */
export function doubt(
  body: Certification,
  early: boolean,
  person: Listed,
  witness: Listed | undefined,
): WaitingReason | undefined {
  const typed = body.source === 'typed';
  // Where an officer decides anyway, a name that was not read says nothing.
  const named = body.name !== '' || (body.method === 'face' && !typed);
  if (named && !sameName(body.name, person.name)) return 'name-differs';
  if (early) return 'time-doubtful';
  return wayDoubt(body, person, witness) ?? (typed ? 'no-card' : undefined);
}

function wayDoubt(
  body: Certification,
  person: Listed,
  witness: Listed | undefined,
): WaitingReason | undefined {
  switch (body.method) {
    case 'face':
      return faceDoubt(body);
    case 'witness':
      return body.witness === undefined ? undefined : witnessDoubt(body.witness, witness);
    case 'visit':
      return (body.phone ?? person.phone) === '' ? 'no-phone' : undefined;
    case 'counter':
      return undefined;
  }
}

function faceDoubt({ liveness, consent }: Certification): WaitingReason | undefined {
  if (liveness === undefined) return 'no-liveness';
  const { durationMs } = liveness;
  if (durationMs < ATTEMPT_MS.shortest || durationMs > ATTEMPT_MS.longest) return 'liveness-doubtful';
  return consent === undefined || consent.trim() === '' ? 'no-consent' : undefined;
}

function witnessDoubt(
  witness: NonNullable<Certification['witness']>,
  listed: Listed | undefined,
): WaitingReason | undefined {
  if (!isIdNumber(tidyIdNumber(witness.idNumber))) return 'witness-number-wrong';
  if (listed === undefined) return 'witness-unknown';
  if (listed.status === 'deceased') return 'witness-deceased';
  return sameName(witness.name, listed.name) ? undefined : 'witness-name-differs';
}

/** Before its terminal was enrolled, or before the person was born. */
export function isTooEarly(
  { body }: TerminalRecord,
  occurred: number,
  signer: Pick<Terminal, 'enrolledAt'>,
): boolean {
  const day = dateOf(occurred);
  const birth = birthOf(tidyIdNumber(body.idNumber), day);
  return occurred < signer.enrolledAt - SKEW_LIMIT_MS || (birth !== undefined && day < birth);
}
