import type { RecordAnswer, RecordsAnswer } from '../../shared/protocol/messages.ts';
import type { SignedRecord } from '../../shared/records/kinds.ts';
import type { RecordedAnswer, RecordKinds } from '../../shared/records/kind.ts';
import { numberOf } from '../../shared/records/kind.ts';
import type { Alarm, Verdict } from './ports.ts';

export interface Judgement {
  /** One per record that was really answered, in the order of the answers. */
  readonly verdicts: readonly Verdict[];
  readonly alarms: readonly Alarm[];
}

const keyOf = (epoch: string, sequence: number): string => `${epoch}:${sequence}`;

/**
 * What the county's answers mean for the records that were sent. The order of answers means nothing;
 * an answer counts only when it names a record of this batch by key, hash and number, in the words of
 * that record's kind.
 */
export function judge(kinds: RecordKinds, batch: readonly SignedRecord[], answer: RecordsAnswer): Judgement {
  const open = new Map(batch.map((signed) => [keyOf(signed.record.epoch, signed.record.sequence), signed]));
  const settled = new Map<string, string>();
  const verdicts: Verdict[] = [];
  const alarms: Alarm[] = [];
  for (const one of answer.answers) {
    const key = keyOf(one.epoch, one.sequence);
    const signed = open.get(key);
    const repeated = settled.get(key);
    if (repeated !== undefined) {
      // Said twice is fine; said twice differently is not, and the first word stands.
      if (repeated !== JSON.stringify(one)) alarms.push(alarm('answer-contradicts', one));
    } else if (signed === undefined) {
      alarms.push(alarm('answer-for-unknown-record', one));
    } else if (one.hash !== signed.hash) {
      alarms.push(alarm('answer-with-wrong-hash', one));
    } else {
      const verdict = verdictOf(kinds, signed, one);
      if (typeof verdict === 'string') {
        alarms.push(alarm(verdict, one));
        continue;
      }
      settled.set(key, JSON.stringify(one));
      verdicts.push(verdict);
    }
  }
  return { verdicts, alarms };
}

/** A name of an alarm where the answer cannot be meant for this record: it waits on. */
function verdictOf(
  kinds: RecordKinds,
  signed: SignedRecord,
  { outcome }: RecordAnswer,
): Verdict | 'answer-unreadable' | 'answer-with-wrong-number' {
  switch (outcome.kind) {
    case 'recorded':
      return recorded(kinds, signed, outcome);
    case 'conflict':
      return {
        kind: 'parked',
        signed,
        why: 'conflict',
        detail: 'the county holds another record under this key',
      };
    case 'rejected':
      return { kind: 'parked', signed, why: 'rejected', detail: outcome.detail };
  }
}

function recorded(
  kinds: RecordKinds,
  signed: SignedRecord,
  outcome: RecordedAnswer,
): Verdict | 'answer-unreadable' | 'answer-with-wrong-number' {
  const { body } = signed.record;
  const kind = kinds[body.kind];
  const answer = kind?.answer.safeParse(outcome);
  if (kind === undefined || answer?.success !== true) return 'answer-unreadable';
  return numberOf(kind, answer.data) === numberOf(kind, body)
    ? { kind: 'answered', signed, answer: answer.data }
    : 'answer-with-wrong-number';
}

function alarm(event: string, { epoch, sequence }: RecordAnswer): Alarm {
  return { event, details: { epoch: epoch.slice(0, 16), sequence } };
}
