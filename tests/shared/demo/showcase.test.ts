import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { monthsBetween } from '../../../shared/dates/month.ts';
import { showcase, showcaseCard, showcaseRow } from '../../../shared/demo/showcase.ts';
import { foreignCheckDigit } from '../../../shared/identity/id-number.ts';
import { holdsBeyondWindow } from '../../../shared/pension/certification.ts';

const rule = { periodMonths: 12, convention: 'from-current-month', renewalWindowMonths: 2 } as const;
const NOW = '2026-11';

test('twelve people, each with an own name for the dock and an own number', () => {
  expect(showcase).toHaveLength(12);
  expect(new Set(showcase.map(({ id }) => id)).size).toBe(12);
  expect(new Set(showcase.map(({ card }) => card.idNumber)).size).toBe(12);
  expect(new Set(showcase.map(({ card }) => card.kind))).toEqual(
    new Set(['citizen', 'foreigner-2017', 'foreigner-2023', 'residence']),
  );
});

describe.each(showcase.map((person) => [person.id, person] as const))('%s', (_, shown) => {
  const { person, card, expected } = shown;

  test('card and county agree on who it is', () => {
    expect(card.idNumber).toBe(person.id_number);
    expect(card.name).toBe(person.name);
    const birth = card.birth.replaceAll('-', '');
    if (card.kind === 'foreigner-2017') expect(card.idNumber.slice(7, 13)).toBe(birth.slice(2));
    else {
      expect(card.idNumber.slice(6, 14)).toBe(birth);
      expect(Number(card.idNumber[16]) % 2).toBe(card.sex === '1' ? 1 : 0);
    }
  });

  test('the card is valid in 2026 and the persona exists', () => {
    expect(card.validTo === 'long-term' || card.validTo > '2027-12-31').toBe(true);
    expect(existsSync(`assets/demo/personas/${shown.persona}.json`)).toBe(true);
  });

  test('the story ends as it says', () => {
    const row = showcaseRow(shown, NOW);
    const may = row.status === 'receiving' || row.status === 'suspended';
    expect(expected.outcome === 'ineligible').toBe(!may);
    expect(expected.resumption).toBe(row.status === 'suspended');
    if (!may) expect(expected.reason).toBe(row.status === 'contributing' ? 'not-yet-receiving' : row.status);
    else {
      const through = row.certified_through as typeof NOW;
      expect(expected.outcome === 'already-certified').toBe(holdsBeyondWindow(rule, through, NOW));
    }
  });
});

test('months follow the day of seeding', () => {
  for (const shown of showcase) {
    const offset = shown.person.certifiedThroughMonthsFromNow;
    const through = showcaseRow(shown, '2031-01').certified_through;
    if (offset === null) expect(through).toBeNull();
    else expect(monthsBetween('2031-01', through as typeof NOW)).toBe(offset);
  }
});

test('the former number of a 2023 card follows from the new one', () => {
  const shown = showcase.find(({ card }) => card.kind === 'foreigner-2023');
  if (shown?.card.kind !== 'foreigner-2023') throw new Error('nobody has such a card');
  const { idNumber, formerNumber = '', country } = shown.card;
  // Country, province, two digits of the association, birthday, one more of it, check digit.
  expect(formerNumber.slice(0, 5)).toBe(`${country}${idNumber.slice(1, 3)}`);
  expect(formerNumber.slice(7, 13)).toBe(idNumber.slice(8, 14));
  expect(formerNumber[14]).toBe(foreignCheckDigit(formerNumber.slice(0, 14)));
});

test('a card carries the photo it is given', () => {
  const [first] = showcase;
  if (first === undefined) throw new Error('nobody is there');
  const photo = new Uint8Array(1024);
  expect(showcaseCard(first, photo)).toEqual({ ...first.card, rawName: first.card.name, odd: [], photo });
});
