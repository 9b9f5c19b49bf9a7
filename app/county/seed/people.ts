import { addDays } from '../../../shared/dates/day.ts';
import type { Month } from '../../../shared/dates/month.ts';
import { addMonths, monthsBetween } from '../../../shared/dates/month.ts';
import { showcase, showcaseRow } from '../../../shared/demo/showcase.ts';
import { checkCharacter } from '../../../shared/identity/id-number.ts';
import type { PersonRow } from '../../../shared/pension/person-row.ts';
import type { Dice } from './dice.ts';
import { dice } from './dice.ts';
import { layOutPlaces } from './places.ts';
import type { Place } from './places.ts';

export interface Population {
  readonly people: number;
  readonly seed: number;
  /** CST day `YYYY-MM-DD` that ages and months are reckoned from. */
  readonly today: string;
  /** 6 digits; leads the area codes. */
  readonly county: string;
}

/** Numbers of invented people: 99 belongs to no province. */
const NUMBER_PREFIX = '990101';
/** The first pensions: payable from 2011-07-01 (source text 3, 长春市). */
const FIRST_BENEFIT: Month = '2011-07';
const PENSION_AGE_MONTHS = 60 * 12;

/** Trees, stones and waters: surnames and given names put together by chance, so that nobody is meant. */
const SURNAMES = Array.from('柏松桧榆槐杉梧楸楠桐柳杨桑梅林木石江河溪泉云山岳苍常丰禾麦谷田苗花叶白蓝青紫金');
const FIRST = Array.from('长永春秋冬夏大小文武德福寿康宁安和平顺吉庆瑞祥云月星雪雨晴兰菊荷莲玉珍宝素秀桂凤');
const SECOND = Array.from('山川江海林森田原野峰岩泉溪河生成明亮光辉华荣茂盛民国军兵仁义礼信英芳芬香琴棋书画');

/**
 * `people` rows, the showcase first, then invented ones; the same rows for the same arguments. Each number
 * occurs once. Two thirds receive a pension or did; most of these are certified, some due, some late.
 */
export function* inventPeople({ people, seed, today, county }: Population): Generator<PersonRow, void> {
  const chance = dice(seed);
  const places = layOutPlaces(county, chance);
  const thisMonth = today.slice(0, 7) as Month;
  const taken = new Set<string>();
  for (const shown of showcase.slice(0, people)) {
    const row = showcaseRow(shown, thisMonth);
    taken.add(row.id_number);
    yield { ...row, area_code: `${county}${row.area_code.slice(6)}` };
  }
  for (let count = taken.size; count < people; count++) yield inventPerson(chance, places, today, taken);
}

function inventPerson(chance: Dice, places: readonly Place[], today: string, taken: Set<string>): PersonRow {
  const receivesAlready = chance.chance(0.64);
  const idNumber = inventNumber(chance, today, receivesAlready, taken);
  const place = chance.pick(places);
  const thisMonth = today.slice(0, 7) as Month;
  const start = receivesAlready ? benefitStart(idNumber, thisMonth) : null;
  const status = start === null ? inventStatus(chance, EARLY) : inventStatus(chance, LATE);
  return {
    id_number: idNumber,
    name: inventName(chance),
    household: place.household,
    area_code: place.code,
    phone: chance.chance(0.6) ? `199${digits(chance, 8)}` : '',
    status,
    special_group: chance.chance(0.05) ? chance.pick(['severe-disability', 'dibao', 'youfu'] as const) : '',
    ssc_number: chance.chance(0.9) ? idNumber : '',
    bank_account: withLuhn(`621799${digits(chance, 12)}`),
    benefit_start: start,
    certified_through: start === null ? null : certifiedThrough(chance, status, start, thisMonth),
  };
}

/** 18 digits that no one has yet. */
function inventNumber(chance: Dice, today: string, old: boolean, taken: Set<string>): string {
  for (;;) {
    // A bell around 71 for pensioners, even between 16 and 60 before.
    const years = old
      ? 60.1 + (chance.below(1300) + chance.below(1300) + chance.below(1200)) / 100
      : 16.1 + chance.below(4380) / 100;
    const birth = addDays(today, -Math.floor(years * 365.25));
    const seventeen = `${NUMBER_PREFIX}${birth.replaceAll('-', '')}${String(1 + chance.below(999)).padStart(3, '0')}`;
    const number = `${seventeen}${checkCharacter(seventeen)}`;
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
}

/** The month after the 60th birthday, but not before pensions began nor after now. */
function benefitStart(idNumber: string, thisMonth: Month): Month {
  const birth = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}` as Month;
  const due = addMonths(birth, PENSION_AGE_MONTHS + 1);
  if (monthsBetween(FIRST_BENEFIT, due) < 0) return FIRST_BENEFIT;
  return monthsBetween(due, thisMonth) < 0 ? thisMonth : due;
}

/** Share of each status, in percent. */
type Shares = readonly (readonly [PersonRow['status'], number])[];
const EARLY: Shares = [
  ['contributing', 95],
  ['transferred', 3],
  ['sealed', 1],
  ['deceased', 1],
];
const LATE: Shares = [
  ['receiving', 90],
  ['suspended', 4],
  ['deceased', 5],
  ['sealed', 1],
];

function inventStatus(chance: Dice, shares: Shares): PersonRow['status'] {
  let throwOf = chance.below(100);
  for (const [status, share] of shares) {
    if (throwOf < share) return status;
    throwOf -= share;
  }
  return 'sealed';
}

/** Receiving: holds for 0 to 11 more months. Stopped: ran out before. Never before the first benefit. */
function certifiedThrough(
  chance: Dice,
  status: PersonRow['status'],
  start: Month,
  thisMonth: Month,
): Month | null {
  const offset = status === 'receiving' ? chance.below(12) : -1 - chance.below(18);
  const through = addMonths(thisMonth, offset);
  return monthsBetween(start, through) < 0 ? null : through;
}

function inventName(chance: Dice): string {
  const given = chance.chance(0.85) ? `${chance.pick(FIRST)}${chance.pick(SECOND)}` : chance.pick(SECOND);
  return `${chance.pick(SURNAMES)}${given}`;
}

function digits(chance: Dice, count: number): string {
  return Array.from({ length: count }, () => chance.below(10)).join('');
}

/** ISO/IEC 7812-1: the last digit of a card number. */
function withLuhn(payload: string): string {
  let sum = 0;
  for (const [index, digit] of Array.from(payload).toReversed().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return `${payload}${(10 - (sum % 10)) % 10}`;
}
