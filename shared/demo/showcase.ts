import * as z from 'zod';
import data from '../../assets/demo/showcase.json' with { type: 'json' };
import type { Month } from '../dates/month.ts';
import { addMonths } from '../dates/month.ts';
import type { IdCard } from '../identity/card.ts';
import { isIdNumber } from '../identity/id-number.ts';
import type { PersonRow } from '../pension/person-row.ts';
import { PERSON_STATUSES } from '../records/refusal.ts';

/**
 * The people of the demo, each with a story: the county is seeded with their rows, the dock puts their
 * cards on the reader. All of them are invented.
 */
const idNumber = z.string().refine(isIdNumber, 'is no right number');
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
/** Card text is UTF-16 in a field of fixed size; lengths here are in code units. */
const text = (most: number) => z.string().max(most);

const common = {
  idNumber,
  name: z.string().min(1).max(60),
  sex: z.enum(['0', '1', '2', '9']),
  birth: z.iso.date(),
  validFrom: z.iso.date(),
  validTo: z.union([z.iso.date(), z.literal('long-term')]),
};

const cardSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('citizen'),
    ...common,
    name: text(15).min(1),
    nation: z.string().regex(/^\d{2}$/),
    address: text(35),
    authority: text(15),
  }),
  z.strictObject({
    kind: z.literal('foreigner-2017'),
    ...common,
    englishName: text(60),
    chineseName: text(15),
    country: text(3),
    version: text(2),
    authority: text(4),
  }),
  z.strictObject({
    kind: z.literal('foreigner-2023'),
    ...common,
    englishName: text(46),
    chineseName: text(15),
    country: text(3),
    renewals: text(2),
    formerNumber: idNumber.nullable().transform((number) => number ?? undefined),
  }),
  z.strictObject({
    kind: z.literal('residence'),
    ...common,
    name: text(15).min(1),
    address: text(35),
    authority: text(15),
    travelPermit: text(9),
    issueCount: text(2),
  }),
]);

const personSchema = z.strictObject({
  id_number: idNumber,
  name: z.string().min(1).max(60),
  household: z.enum(['rural', 'urban']),
  area_code: z.string().regex(/^\d{12}$/),
  phone: z.string(),
  status: z.enum(PERSON_STATUSES),
  special_group: z.enum(['', 'severe-disability', 'dibao', 'youfu']),
  ssc_number: z.string(),
  bank_account: z.string(),
  benefit_start: month.nullable(),
  /** Last month that is certified, counted from the month in which the county is seeded; 0 is that month. */
  certifiedThroughMonthsFromNow: z.int().nullable(),
});

const showcasePersonSchema = z.strictObject({
  /** e.g. `due`; names the person in the dock's calls. */
  id: z.string().regex(/^[a-z0-9-]{1,30}$/),
  story: z.string(),
  storyEn: z.string(),
  /** How a visit ends when nothing else is wrong and the persona stands in front of the camera. */
  expected: z.strictObject({
    outcome: z.enum(['accepted', 'queued', 'already-certified', 'ineligible']),
    reason: z.enum(['deceased', 'transferred', 'not-yet-receiving']).nullable(),
    /** Certifying also proposes that payment resumes. */
    resumption: z.boolean(),
  }),
  /** Name of a file in `assets/demo/personas`. */
  persona: z.string(),
  person: personSchema,
  card: cardSchema,
});
export type ShowcasePerson = z.infer<typeof showcasePersonSchema>;

/** In the order in which the dock shows them. */
export type Showcase = readonly ShowcasePerson[];

export const showcase: Showcase = z
  .strictObject({ schema: z.literal('showcase/1'), people: z.array(showcasePersonSchema) })
  .parse(data).people;

/** The person's card with `photo` (1,024 bytes) on it. @internal for tests */
export function showcaseCard({ card }: ShowcasePerson, photo: Uint8Array): IdCard {
  return { ...card, rawName: card.name, odd: [], photo };
}

/** The person's row in a county that is seeded in `month`. */
export function showcaseRow({ person }: ShowcasePerson, month: Month): PersonRow {
  const { certifiedThroughMonthsFromNow: offset, ...row } = person;
  return { ...row, certified_through: offset === null ? null : addMonths(month, offset) };
}
