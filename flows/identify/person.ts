import { dateOf } from '../../shared/dates/month.ts';
import type { IdCard } from '../../shared/identity/card.ts';

/** What a visit keeps of a card: no portrait, no address. */
export interface CardPerson {
  readonly source: 'id-card';
  readonly idNumber: string;
  /** Of a foreigner's card of 2023: the number of 2017, by which the county may know the person. */
  readonly formerNumber?: string;
  readonly name: string;
  /** `YYYY-MM-DD`, `long-term` (长期), or `unknown`: the card's own mistake, and no proof of an end. */
  readonly validTo: string;
}

/** 没带卡: only a number, typed on the keypad. */
export interface TypedPerson {
  readonly source: 'typed';
  readonly idNumber: string;
  readonly name: '';
}

export type Person = CardPerson | TypedPerson;

export function personOf(card: IdCard): CardPerson {
  const former = card.kind === 'foreigner-2023' ? card.formerNumber : undefined;
  return {
    source: 'id-card',
    idNumber: card.idNumber,
    ...(former === undefined ? {} : { formerNumber: former }),
    name: card.name,
    validTo: card.validTo,
  };
}

/** A card is good through its last day, China Standard Time. A typed number has no card to expire. */
export function cardExpired(person: Person, now: number): boolean {
  if (person.source === 'typed') return false;
  return /^\d/.test(person.validTo) && person.validTo < dateOf(now);
}
