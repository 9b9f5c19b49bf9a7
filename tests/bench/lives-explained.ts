import type { Month } from '../../shared/dates/month.ts';
import { ordinal } from '../../shared/dates/month.ts';
import type { LifeFacts } from '../../shared/pension/life/facts.ts';
import { derivationsOf } from '../../shared/pension/life/outcome.ts';
import { replay } from '../../shared/pension/life/replay.ts';
import type { RulesAt } from '../../shared/pension/life/rules-at.ts';
import { rulesAt } from '../../shared/pension/life/rules-at.ts';
import { loadPolicies } from '../../shared/pension/policy-files.ts';
import { type BenchRow, median, quantile } from './row.ts';

/** Lives a second that one core is to explain. */
const LIMIT = 2000;
const LIVES = 1000;
const ROUNDS = 7;
const YEARS = 15;
const FIRST_YEAR = 2011;
const UNIT = 'lives/s of a core';

/**
 * Fifteen years of contributions, interest, assessment and first benefit by the decimal engine, every
 * amount with its derivation written out; against the same lives with the words left unwritten.
 */
export function livesExplained(): BenchRow[] {
  const rules = changchun();
  const through = ordinal(`${FIRST_YEAR + YEARS}-06`);
  const lives = Array.from({ length: LIVES }, (_, index) => life(index));
  const explained: number[] = [];
  const silent: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times = [
      cpuTime(() => {
        for (const facts of lives) replay(facts, rules, through);
      }),
      cpuTime(() => {
        let steps = 0;
        for (const facts of lives)
          for (const derivation of derivationsOf(replay(facts, rules, through)))
            steps += derivation.steps.length;
        if (steps < LIVES * 100) throw new Error('a life was not explained');
      }),
    ];
    // The first round warms up.
    if (round === 0) continue;
    silent.push(LIVES / (times[0] ?? 0));
    explained.push(LIVES / (times[1] ?? 0));
  }
  const ours = median(explained);
  const peer = median(silent);
  const row = (name: string, value: number): BenchRow => ({
    name,
    ours: Math.round(value),
    limit: LIMIT,
    atLeast: true,
    ratio: round2(value / LIMIT),
    n: LIVES * ROUNDS,
    unit: UNIT,
  });
  return [
    row('lives-explained', ours),
    row('lives-explained-slowest-round', quantile(explained, 0)),
    {
      name: 'lives-explained-against-silent',
      ours: Math.round(ours),
      peer: Math.round(peer),
      ratio: round2(ours / peer),
      n: LIVES * ROUNDS,
      unit: UNIT,
    },
  ];
}

function changchun(): RulesAt {
  const book = loadPolicies();
  const rules = book.ok ? rulesAt(book.value, 'changchun-2011') : undefined;
  if (rules?.ok !== true) throw new Error('the shipped packs are not sound');
  return rules.value;
}

function life(index: number): LifeFacts {
  return {
    birth: '1966-05-03',
    household: index % 3 === 0 ? 'urban' : 'rural',
    group: '',
    contributions: Array.from({ length: YEARS }, (_, year) => ({
      year: FIRST_YEAR + year,
      kind: 'current',
      month:
        `${FIRST_YEAR + year}-${year === 0 ? '10' : String(1 + ((index + year * 5) % 12)).padStart(2, '0')}` as Month,
      tier: 10_000 * (1 + ((index + year) % 10)),
      aid: index % 10 === 0 && year === 4 ? 150_000 : 0,
    })),
    application: { month: `${FIRST_YEAR + YEARS}-06` as Month, serviceYears: 0 },
    certified: [],
    sentences: [],
  };
}

/** Seconds of processor time, garbage collection included: others on the machine do not count. */
function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
