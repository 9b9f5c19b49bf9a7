import { describe, expect, it } from 'vitest';
import { judge } from '../../../flows/sync/judge.ts';
import { KINDS } from '../../../shared/records/kinds.ts';
import { record, recorded } from './fake-county.ts';

describe('what the answers of the county mean', () => {
  it('is one verdict for each record, its first: a second word alarms or is passed over', () => {
    const [first, second] = [record(1), record(2)];
    const said = recorded(first);
    const { verdicts, alarms } = judge(KINDS, [first, second], {
      answers: [said, { ...said }, { ...said, outcome: { kind: 'conflict' } }, recorded(second)],
      now: 5,
    });
    expect(verdicts.map(({ kind, signed }) => [kind, signed.record.sequence])).toEqual([
      ['answered', 1],
      ['answered', 2],
    ]);
    expect(alarms.map(({ event }) => event)).toEqual(['answer-contradicts']);
  });

  it('is a parked record where it was refused first and taken afterwards', () => {
    const one = record(1);
    const { verdicts, alarms } = judge(KINDS, [one], {
      answers: [
        { ...recorded(one), outcome: { kind: 'rejected', detail: 'malformed record' } },
        recorded(one),
      ],
      now: 5,
    });
    expect(verdicts.map(({ kind }) => kind)).toEqual(['parked']);
    expect(alarms.map(({ event }) => event)).toEqual(['answer-contradicts']);
  });
});
