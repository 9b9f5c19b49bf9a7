import { describe, expect, test } from 'vitest';
import { birthOf } from '../../../shared/identity/birth.ts';

const TODAY = '2026-11-23';

describe('the birthday in an ID number', () => {
  test.each([
    ['990101195203040023', '1952-03-04'],
    ['990101200002290010', '2000-02-29'],
    ['990101190002290010', undefined],
    ['990101195213010013', undefined],
    ['990101195200010013', undefined],
    ['9901011952030400', undefined],
    ['', undefined],
  ])('18 characters: %s is %s', (number, day) => {
    expect(birthOf(number, TODAY)).toBe(day);
  });

  test.each([
    // Of age to the day, and a day short of it.
    ['101123', '2010-11-23'],
    ['101124', '1910-11-24'],
    ['520304', '1952-03-04'],
    ['000229', '2000-02-29'],
    ['520230', undefined],
  ])('15 characters leave the century open: %s is %s', (short, day) => {
    expect(birthOf(`USA1234${short}00`, TODAY)).toBe(day);
  });
});
