import type { RecordAnswer, RecordsAnswer } from '../../shared/protocol/messages.ts';
import type { SignedRecord } from '../../shared/protocol/records.ts';
import type { Alarm, Verdict } from './ports.ts';

export interface Judgement {
  /** One per record that was really answered, in the order of the answers. */
  readonly verdicts: readonly Verdict[];
  readonly alarms: readonly Alarm[];
}

const keyOf = (epoch: string, sequence: number): string => `${epoch}:${sequence}`;

/**
 * What the county's answers mean for the records that were sent. The order of answers means nothing;
 * an answer counts only when it names a record of this batch by key, hash and certificate number.
 */
export function judge(batch: readonly SignedRecord[], answer: RecordsAnswer): Judgement {
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
    } else if (
      one.outcome.kind === 'recorded' &&
      one.outcome.certificateNo !== signed.record.body.certificateNo
    ) {
      alarms.push(alarm('answer-with-wrong-certificate', one));
    } else {
      settled.set(key, JSON.stringify(one));
      verdicts.push(verdictOf(signed, one));
    }
  }
  return { verdicts, alarms };
}

function verdictOf(signed: SignedRecord, { outcome }: RecordAnswer): Verdict {
  switch (outcome.kind) {
    case 'recorded':
      return { kind: 'answered', signed, answer: outcome };
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

function alarm(event: string, { epoch, sequence }: RecordAnswer): Alarm {
  return { event, details: { epoch: epoch.slice(0, 16), sequence } };
}
