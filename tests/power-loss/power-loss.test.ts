import { describe, expect, it } from 'vitest';
import { missingCompiler, recordTerminal } from './record.ts';
import { chanceFrom, powerlessDisk, readLog } from './replay.ts';
import { survey } from './survey.ts';

const COMMITS = 60;
const CUTS = 2000;
const CANARY_CUTS = 150;

interface Tally {
  readonly cuts: number;
  /** Cuts after which a promise was gone. */
  readonly losing: number;
  readonly corrupt: number;
  /** Taken for damaged, rightly or not. */
  readonly putAside: number;
  /** Audit chain, certifications and outbox do not fit each other. */
  readonly unsound: number;
  /** Numbers on paper that the marks beside the store do not know of. */
  readonly uncovered: number;
  /** Promises given before the latest cut. */
  readonly promises: number;
  /** The first few, to look into: cut and what was wrong. */
  readonly examples: readonly string[];
}

/** Records the real store once and cuts its power at `cuts` random moments. */
async function cutMany(cuts: number, canary?: 'without-full'): Promise<Tally> {
  const { log, directory } = await recordTerminal(COMMITS, canary);
  const operations = readLog(log, directory);
  // The marks are part of what is recorded: written, synced, renamed.
  expect(operations.filter(({ file }) => file === 'terminal.marks.new').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['write', 'sync', 'rename']),
  );
  const chance = chanceFrom(20261123);
  const moments = Array.from({ length: cuts }, () => 1 + Math.floor(chance() * operations.length)).sort(
    (a, b) => a - b,
  );
  const disk = powerlessDisk(operations);
  const promises: string[] = [];
  const tally = { losing: 0, corrupt: 0, putAside: 0, unsound: 0, uncovered: 0, examples: [] as string[] };
  let seen = 0;
  for (const [number, moment] of moments.entries()) {
    for (; seen < moment; seen += 1) {
      const { file, kind, data } = operations[seen]!;
      if (file === 'acknowledged' && kind === 'write') promises.push(data.toString('utf8').trim());
    }
    disk.advance(moment);
    const { corrupt, putAside, lost, findings, uncovered } = survey(disk.cut(chanceFrom(number)), promises);
    if (corrupt) tally.corrupt += 1;
    if (putAside) tally.putAside += 1;
    if (lost.length > 0) tally.losing += 1;
    if (findings.length > 0) tally.unsound += 1;
    if (uncovered.length > 0) tally.uncovered += 1;
    if (
      (corrupt || lost.length > 0 || findings.length > 0 || uncovered.length > 0) &&
      tally.examples.length < 5
    )
      tally.examples.push(
        `cut ${number} after operation ${moment}: ${[...lost, ...findings, ...uncovered].join('; ')}`,
      );
  }
  return { cuts, promises: promises.length, ...tally };
}

const missing = missingCompiler();
if (missing !== undefined && process.env['CI'] === 'true') throw new Error(missing);

describe.skipIf(missing !== undefined)(`a terminal that loses power${missing ? ` (${missing})` : ''}`, () => {
  it(`keeps every promise through ${CUTS} cuts`, { timeout: 180_000 }, async () => {
    const tally = await cutMany(CUTS);
    expect(tally).toEqual({
      cuts: CUTS,
      losing: 0,
      corrupt: 0,
      putAside: 0,
      unsound: 0,
      uncovered: 0,
      promises: expect.any(Number),
      examples: [],
    });
    expect(tally.promises).toBeGreaterThan(COMMITS * 2);
  });

  it('would be caught if it did not ask for synchronous=FULL', { timeout: 60_000 }, async () => {
    const tally = await cutMany(CANARY_CUTS, 'without-full');
    expect(tally.losing).toBeGreaterThan(CANARY_CUTS / 10);
    expect(tally.corrupt).toBe(0);
  });
});
