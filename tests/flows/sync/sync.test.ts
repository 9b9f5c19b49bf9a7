import { describe, expect, it } from 'vitest';
import { BACK_OFF_CEILING_MS, backOffMs } from '../../../flows/sync/back-off.ts';
import { PROBE_MS } from '../../../flows/sync/machine.ts';
import { createSync } from '../../../flows/sync/sync.ts';
import type { Random } from '../../../shared/clock/clock.ts';
import type { RecordAnswer } from '../../../shared/protocol/messages.ts';
import { ok } from '../../../shared/result/result.ts';
import { EPOCH, fakeCounty, fakeOutbox } from './fake-county.ts';
import { virtualClock } from './virtual-clock.ts';

/** The longest back-off each time. */
const last: Random = { bytes: (length) => new Uint8Array(length), below: (bound) => bound - 1 };
const UNREACHABLE = { kind: 'unreachable', detail: 'no route' } as const;

function setup(queued: number, random: Random = last) {
  const clock = virtualClock();
  const box = fakeOutbox(queued);
  const { county, courier } = fakeCounty(clock);
  const kept: string[] = [];
  const profile = { cursor: () => kept.at(-1) ?? '', keep: (cursor: string) => void kept.push(cursor) };
  const sync = createSync({ outbox: box.outbox, courier, profile, clock, random });
  const of = (kind: string) => county.calls.filter((call) => call.kind === kind);
  return { clock, ...box, county, sync, kept, of };
}

describe('a line that is back', () => {
  it('is used at once where the county was silent, however long it has been away', async () => {
    const { sync, clock, county, of } = setup(0);
    county.down = UNREACHABLE;
    sync.start();
    await clock.pass(3 * 3_600_000);
    county.down = undefined;
    const before = of('heartbeat').length;
    await clock.pass(5_000);
    expect(of('heartbeat')).toHaveLength(before);
    sync.lineIsBack();
    await clock.pass(10);
    expect(of('heartbeat')).toHaveLength(before + 1);
    // And the minute counts from there again.
    await clock.pass(60_000);
    expect(of('heartbeat')).toHaveLength(before + 2);
  });

  it('changes nothing for a county that refused, or asked for a pause', async () => {
    for (const fault of [
      { kind: 'refused', error: 'revoked', detail: 'revoked' },
      { kind: 'busy', detail: 'HTTP 503', retryAfterMs: 600_000 },
    ] as const) {
      const { sync, clock, county, of } = setup(0);
      county.down = fault;
      sync.start();
      await clock.pass(10);
      const before = of('heartbeat').length;
      sync.lineIsBack();
      await clock.pass(500);
      expect(of('heartbeat')).toHaveLength(before);
    }
  });
});

describe('a county that answers', () => {
  it('gets the queue in batches of 100, oldest first, with a breath between them', async () => {
    const { sync, clock, county, queued, verdicts, of, state } = setup(250);
    sync.start();
    await clock.pass(10);
    expect(of('records').map(({ size }) => size)).toEqual([100, 100, 50]);
    expect(queued).toEqual([]);
    expect(verdicts.map(({ signed }) => signed.record.sequence)).toEqual(
      Array.from({ length: 250 }, (_, index) => index + 1),
    );
    expect(new Set(county.effects.values())).toEqual(new Set([1]));
    expect(state.rests).toBeGreaterThan(0);
  });

  it('is asked for its time and changes each minute, and at once when there is something to send', async () => {
    const { sync, clock, add, of, kept, queued } = setup(0);
    sync.start();
    await clock.pass(60_000 * 3 + 10);
    expect(of('heartbeat')).toHaveLength(4);
    expect(kept.at(-1)).toBe('c1');
    expect(of('records')).toEqual([]);
    add();
    sync.wake();
    await clock.pass(5);
    expect(queued).toEqual([]);
  });

  it('teaches the clock by its quickest answer of the last five', async () => {
    const { sync, clock, county, state } = setup(0);
    county.aheadMs = 90_000;
    county.roundTripMs = 2000;
    sync.start();
    await clock.pass(0);
    expect(state.offset).toBe(91_000);
    county.roundTripMs = 20;
    await clock.pass(60_000);
    expect(state.offset).toBe(90_010);
    county.roundTripMs = 3000;
    await clock.pass(60_000);
    expect(state.offset).toBe(90_010);
    // Somebody sets the wall clock right: what was learned before still counts.
    clock.setWall(clock.now() + 90_000);
    county.aheadMs = 0;
    county.roundTripMs = 4000;
    await clock.pass(60_000);
    expect(state.offset).toBe(10);
  });

  it('that holds more records than this store ever made: the store was rolled back', async () => {
    const { sync, clock, county, state } = setup(3);
    county.highest = 4;
    sync.start();
    await clock.pass(10);
    expect(state.rolledBack).toBe(4);
  });
});

describe('a heartbeat', () => {
  it('overtaken by a new enrolment says nothing of the new epoch', async () => {
    const { sync, clock, county, outbox, state, of } = setup(0);
    county.highest = 5;
    const standing = outbox.standing.bind(outbox);
    // While the answer is on its way the terminal is enrolled anew: its records count from 1 again.
    let epoch = EPOCH;
    outbox.standing = () => {
      const now = { ...standing(), epoch };
      epoch = 'ffffffffffffffff';
      return now;
    };
    state.highest = 0;
    sync.start();
    await clock.pass(10);
    expect(of('heartbeat')).toHaveLength(1);
    expect(state.rolledBack).toBe(0);
  });

  it('whose answer is behind a certification of meanwhile is no alarm', async () => {
    const { sync, clock, county, outbox, state } = setup(3);
    county.highest = 4;
    const standing = outbox.standing.bind(outbox);
    outbox.standing = () => {
      const now = standing();
      state.highest = 4;
      return now;
    };
    sync.start();
    await clock.pass(10);
    expect(state.rolledBack).toBe(0);
  });

  it('brings what the county says of its chain and of our numbers, whoever asked', async () => {
    const { sync, clock, county, state } = setup(1);
    county.word = { audit: { sequence: 4, hash: 'a'.repeat(64) }, highestCertificates: ['2611230001000017'] };
    sync.start();
    await clock.pass(10);
    expect(state.heard).toHaveLength(1);
    expect(state.heard[0]).toMatchObject(county.word);
  });
});

describe('a county that is away', () => {
  it('is felt for each 5 s while something waits, never more often, and drained at once when it is back', async () => {
    const { sync, clock, county, queued, add } = setup(3);
    county.down = UNREACHABLE;
    sync.start();
    await clock.pass(30 * 60_000);
    const at = county.calls.map((call) => call.at);
    expect(at.length).toBeLessThan((30 * 60_000) / PROBE_MS + 20);
    expect(Math.max(...at.slice(1).map((time, index) => time - at[index]!))).toBeLessThanOrEqual(PROBE_MS);
    // Taps and commits do not make it ask more often.
    const before = county.calls.length;
    for (let tap = 0; tap < 50; tap += 1) {
      add();
      sync.wake();
      await clock.pass(10);
    }
    expect(county.calls.length - before).toBeLessThanOrEqual(1);
    county.down = undefined;
    await clock.pass(PROBE_MS);
    await clock.pass(10);
    expect(queued).toEqual([]);
  });

  it('is left alone for as long as it asks (Retry-After), at most a quarter of an hour', async () => {
    const { sync, clock, county, queued } = setup(1);
    county.down = { kind: 'busy', detail: 'HTTP 503', retryAfterMs: 120_000 };
    sync.start();
    await clock.pass(0);
    const count = county.calls.length;
    sync.wake();
    await clock.pass(119_000);
    expect(county.calls.length).toBe(count);
    county.down = { kind: 'busy', detail: 'HTTP 503', retryAfterMs: 10 ** 9 };
    await clock.pass(2000);
    expect(county.calls.length).toBe(count + 1);
    county.down = undefined;
    await clock.pass(BACK_OFF_CEILING_MS + 10);
    expect(queued).toEqual([]);
  });

  it('backs off with full jitter between one second and a quarter of an hour', () => {
    const first: Random = { ...last, below: () => 0 };
    expect([1, 5, 50].map((failures) => backOffMs(first, failures))).toEqual([1000, 1000, 1000]);
    expect([1, 2, 3, 50].map((failures) => backOffMs(last, failures))).toEqual([2000, 4000, 8000, 900_000]);
  });

  it('by its own word refuses the terminal: nothing is lost and it is noted once', async () => {
    const { sync, clock, county, queued, alarms } = setup(2);
    county.down = { kind: 'refused', error: 'revoked', detail: 'revoked' };
    sync.start();
    await clock.pass(60_000);
    expect(sync.refused()).toBe('revoked');
    expect(queued).toHaveLength(2);
    expect(alarms).toEqual(['county-refused']);
  });
});

describe('answers that cannot be right', () => {
  it('park a rejected or conflicting record and let the others pass', async () => {
    const { sync, clock, county, queued, verdicts } = setup(30);
    county.poison.add(1).add(17);
    county.tamper = (answers) =>
      ok(answers.map((one) => (one.sequence === 5 ? { ...one, outcome: { kind: 'conflict' } } : one)));
    sync.start();
    await clock.pass(10);
    expect(queued).toEqual([]);
    expect(
      verdicts.filter(({ kind }) => kind === 'parked').map(({ signed }) => signed.record.sequence),
    ).toEqual([1, 5, 17]);
  });

  it('find the record that makes a batch unreadable, and park that one alone', async () => {
    const { sync, clock, county, queued, verdicts } = setup(137);
    county.refuse = (batch) =>
      batch.some(({ record }) => record.sequence === 93)
        ? { kind: 'refused', error: 'malformed', detail: 'records.92' }
        : undefined;
    sync.start();
    await clock.pass(100);
    expect(queued).toEqual([]);
    expect(
      verdicts.filter(({ kind }) => kind === 'parked').map(({ signed }) => signed.record.sequence),
    ).toEqual([93]);
  });

  it('are ignored when they are for another record, hash or certificate, and alarm', async () => {
    const { sync, clock, county, queued, alarms } = setup(3);
    county.tamper = ([first, second, third]) =>
      ok([
        { ...first!, sequence: 99 },
        { ...second!, hash: 'f'.repeat(64) },
        {
          ...third!,
          outcome: { ...third!.outcome, certificateNo: '0000000000000000' } as RecordAnswer['outcome'],
        },
      ]);
    sync.start();
    await clock.pass(10);
    expect(queued).toHaveLength(3);
    expect(alarms.slice(0, 3)).toEqual([
      'answer-for-unknown-record',
      'answer-with-wrong-hash',
      'answer-with-wrong-number',
    ]);
    // No loop: it waits as after any failure.
    expect(county.calls.filter(({ kind }) => kind === 'records')).toHaveLength(1);
    county.tamper = (answers) => ok(answers);
    await clock.pass(10_000);
    expect(queued).toEqual([]);
  });

  it('that contradict each other alarm, and the first word stands', async () => {
    const { sync, clock, county, queued, verdicts, alarms } = setup(2);
    county.tamper = ([first, second]) =>
      ok([first!, { ...first!, outcome: { kind: 'conflict' } }, second!, { ...second! }]);
    sync.start();
    await clock.pass(10);
    expect(queued).toEqual([]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
    expect(alarms).toEqual(['answer-contradicts']);
  });

  it('are asked for again after a pause when nothing that waits can be read', async () => {
    const { sync, clock, county, outbox } = setup(2);
    outbox.next = () => [];
    sync.start();
    await clock.pass(60_000);
    expect(county.calls.filter(({ kind }) => kind === 'records')).toEqual([]);
    expect(county.calls.length).toBeLessThan(20);
  });

  it('count once when they come twice, in any order', async () => {
    const { sync, clock, county, queued, verdicts, alarms } = setup(20);
    county.tamper = (answers) => ok([...answers, ...answers].reverse());
    sync.start();
    await clock.pass(10);
    expect(queued).toEqual([]);
    expect(verdicts).toHaveLength(20);
    expect(alarms).toEqual([]);
  });
});
