import { birthOf } from '../../../shared/identity/birth.ts';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import { governmentPaid } from '../../../shared/pension/rules/government-paid.ts';
import { subsidyFor } from '../../../shared/pension/rules/subsidy.ts';
import type { ContributionKind, ContributionRow } from '../../../shared/pension/contribution-row.ts';
import type { ContributionTerms } from '../../../shared/pension/contribution-terms.ts';
import type { Dice } from './dice.ts';
import { dice } from './dice.ts';

/** First year in which anybody pays: the villages began before the towns (新农保, 城居保). */
const FIRST_YEAR = { rural: 2010, urban: 2011 } as const;
/** The towns began in July. */
const FIRST_MONTH_URBAN = 7;
/** Years before the scheme that someone who was of age already may pay back (R27). */
const BACKPAID = 15;

/** What a person likes to pay, fen: half of them the least. */
const LIKED_TIERS = [10_000, 10_000, 10_000, 10_000, 10_000, 20_000, 20_000, 30_000, 50_000, 200_000];

/**
 * The contributions of an invented person from the beginning to `today`, as a file would bring them: most
 * years paid, some missed, few of these paid later. The same rows for the same person, seed and day.
 */
export function inventContributions(
  person: PersonRow,
  seed: number,
  today: string,
  terms: ContributionTerms,
): readonly ContributionRow[] {
  const chance = dice(seed ^ digest(person.id_number));
  const birth = birthOf(person.id_number, today);
  if (birth === undefined) return [];
  const ofAge = Number(birth.slice(0, 4)) + terms.minAge;
  const first = Math.max(FIRST_YEAR[person.household], Number(terms.start.slice(0, 4)), ofAge);
  const last = lastDay(person, chance, today);
  const liked = chance.pick(LIKED_TIERS);
  const rows: ContributionRow[] = [];
  const add = (kind: ContributionKind, year: number, paidOn: string): void => {
    const row = contribution(person, kind, year, paidOn, liked, terms, chance);
    if (row !== undefined) rows.push(row);
  };
  if (person.benefit_start !== null && person.benefit_start <= '2011-07' && chance.chance(0.1)) {
    const paidOn = '2011-07-15';
    if (paidOn >= terms.start)
      for (let year = first - BACKPAID; year < first; year++) add('backpay', year, paidOn);
    return rows;
  }
  for (let year = first; year <= Number(last.slice(0, 4)); year++) {
    const paidOn = dayIn(year, person, chance);
    const late = `${year + 2}${paidOn.slice(4)}`;
    const missed = chance.chance(0.06);
    if (!missed && paidOn <= last && paidOn >= terms.start) add('current', year, paidOn);
    else if (chance.chance(0.3) && late <= last) add('gap', year, late);
  }
  return rows;
}

/** Until when someone pays: the month before the benefit, or some year for those who left. */
function lastDay({ status, benefit_start }: PersonRow, chance: Dice, today: string): string {
  const stopped =
    status === 'contributing' || benefit_start !== null ? today : `${2012 + chance.below(12)}-12-31`;
  return benefit_start === null || stopped < benefit_start ? stopped : `${benefit_start}-00`;
}

function dayIn(year: number, { household }: PersonRow, chance: Dice): string {
  const from = household === 'urban' && year === FIRST_YEAR.urban ? FIRST_MONTH_URBAN : 1;
  const month = from + chance.below(13 - from);
  return `${year}-${String(month).padStart(2, '0')}-${String(1 + chance.below(28)).padStart(2, '0')}`;
}

function contribution(
  person: PersonRow,
  kind: ContributionKind,
  year: number,
  paidOn: string,
  liked: number,
  terms: ContributionTerms,
  chance: Dice,
): ContributionRow | undefined {
  const tiers = kind === 'backpay' ? terms.tiersOn(paidOn) : terms.tiersIn(year);
  const [lowest] = tiers;
  if (lowest === undefined) return undefined;
  const { groups, higherTier } = terms.governmentPaid(paidOn);
  const helped = groups.some((group) => group === person.special_group);
  const tier = helped ? lowest : (tiers.findLast((one) => one <= liked) ?? lowest);
  const shared = governmentPaid(groups, higherTier, person.special_group, lowest, tier);
  const table = terms.subsidyTablesIn(year).at(-1);
  const aided = person.household === 'rural' && chance.chance(0.03);
  return {
    idNumber: person.id_number,
    year,
    kind,
    tier,
    personal: shared?.personal ?? tier,
    collective: aided && kind === 'current' ? 5000 : 0,
    subsidy: kind === 'current' && table !== undefined ? subsidyFor(table, tier, person.household) : 0,
    paidOn,
    bankSerial: `${paidOn.replaceAll('-', '')}${String(chance.below(1_000_000)).padStart(6, '0')}`,
  };
}

/** FNV-1a, so that each person has a stream of their own, whoever else is invented. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
