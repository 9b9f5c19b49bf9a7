import type { Dice } from './dice.ts';

/** Townships and villages of an invented county. */
export interface Place {
  /** 12 digits: county 6, township 3, village 3. */
  readonly code: string;
  readonly household: 'rural' | 'urban';
}

/** 乡镇街道: one street (communities, urban) and ten townships, with 3 to 30 villages each. */
const TOWNSHIPS = 11;

export function layOutPlaces(countyCode: string, dice: Dice): readonly Place[] {
  const places: Place[] = [];
  for (let township = 0; township < TOWNSHIPS; township++) {
    const urban = township === 0;
    // GB/T 10114: streets from 001, towns and townships from 100; communities from 001, villages from 200.
    const code = `${countyCode}${urban ? '001' : String(99 + township).padStart(3, '0')}`;
    const villages = urban ? 8 : 3 + dice.below(28);
    for (let village = 1; village <= villages; village++) {
      const last = urban ? village : 200 + village;
      places.push({ code: `${code}${String(last).padStart(3, '0')}`, household: urban ? 'urban' : 'rural' });
    }
  }
  return places;
}
