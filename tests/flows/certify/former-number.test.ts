import { describe, expect, test } from 'vitest';
import type { IdCard } from '../../../shared/identity/card.ts';
import { createWorld, LI, toResult } from '../support/world.ts';

const NEW = '911999195101011032';
const FORMER = 'UTO110051010113';
const CARD: IdCard = {
  kind: 'foreigner-2023',
  idNumber: NEW,
  formerNumber: FORMER,
  name: 'SPECIMEN, ANNA',
  rawName: 'SPECIMEN, ANNA',
  englishName: 'SPECIMEN, ANNA',
  chineseName: '',
  country: 'UTO',
  renewals: '01',
  odd: [],
  sex: '2',
  birth: '1951-01-01',
  validFrom: '2024-01-01',
  validTo: '2034-01-01',
  photo: LI.photo,
};

describe('a foreigner’s card of 2023', () => {
  test('is found by its former number, and the record keeps both', async () => {
    const world = createWorld();
    world.county.roster = [FORMER];
    expect((await toResult(world, CARD)).outcome).toBe('accepted');
    expect(world.county.lookups).toEqual([NEW, FORMER]);
    expect(world.journal.committed[0]).toMatchObject({ idNumber: NEW, formerNumber: FORMER });
  });

  test('is found by its own number, and nothing else is asked', async () => {
    const world = createWorld();
    world.county.roster = [NEW];
    expect((await toResult(world, CARD)).outcome).toBe('accepted');
    expect(world.county.lookups).toEqual([NEW]);
  });

  test('of somebody whom the county knows by neither is turned away as unknown', async () => {
    const world = createWorld();
    world.county.roster = [];
    await world.card(CARD);
    await world.tap({ type: 'confirm-me' });
    expect(await world.until('result')).toMatchObject({ outcome: 'ineligible', reason: 'unknown-person' });
  });
});
