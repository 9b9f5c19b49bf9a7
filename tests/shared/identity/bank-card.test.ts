import { describe, expect, it } from 'vitest';
import { hasCheckDigit, isCardNumber } from '../../../shared/identity/bank-card.ts';
import { luhnDigit } from '../../../shared/identity/luhn.ts';

describe('the number of a bank card', () => {
  it.each([
    ['6222021234567890', true],
    ['6222021234567890123', true],
    ['622202123456789', false],
    ['62220212345678901234', false],
    ['5222021234567890', false],
    ['622202123456789X', false],
    ['', false],
  ])('%s is one: %s', (text, is) => {
    expect(isCardNumber(text)).toBe(is);
  });

  it('ends in its check digit, and in no other', () => {
    const body = '622202123456789';
    const right = Number(luhnDigit(body));
    for (let digit = 0; digit < 10; digit += 1)
      expect(hasCheckDigit(`${body}${digit}`)).toBe(digit === right);
    expect(hasCheckDigit('')).toBe(false);
  });
});
