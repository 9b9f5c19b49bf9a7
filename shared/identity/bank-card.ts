import { luhnDigit } from './luhn.ts';

/** 银联 cards have 16 to 19 digits from 62 on; other accounts have no check digit that all banks share. */
export function isCardNumber(account: string): boolean {
  return /^62\d{14,17}$/.test(account);
}

/** Whether the last digit of a card's number is the one that belongs behind the others. */
export function hasCheckDigit(card: string): boolean {
  return luhnDigit(card.slice(0, -1)) === card.at(-1);
}
