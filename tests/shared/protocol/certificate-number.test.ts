import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  certificateNumber,
  numberPrefix,
  parseCertificateNumber,
} from '../../../shared/protocol/certificate-number.ts';

const at = fc.integer({ min: 0, max: Date.parse('2099-12-31') });
const terminal = fc.integer({ min: 1, max: 9999 });
const count = fc.integer({ min: 1, max: 99_999 });

describe('a certificate number', () => {
  test('says its day in China, its terminal and its count', () => {
    const number = certificateNumber(numberPrefix(42, Date.parse('2026-11-22T17:00:00Z')), 7);
    expect(number.slice(0, 15)).toBe('261123004200007');
    expect(parseCertificateNumber(number)).toEqual({ day: '261123', terminal: 42, count: 7 });
  });

  test('is read back as it was made', () => {
    fc.assert(
      fc.property(terminal, at, count, (terminal, at, count) => {
        expect(parseCertificateNumber(certificateNumber(numberPrefix(terminal, at), count))).toMatchObject({
          terminal,
          count,
        });
      }),
    );
  });

  test('with one digit changed is none', () => {
    fc.assert(
      fc.property(terminal, at, count, fc.nat(15), fc.integer({ min: 1, max: 9 }), (...drawn) => {
        const [terminal, at, count, place, by] = drawn;
        const number = certificateNumber(numberPrefix(terminal, at), count);
        const digit = (Number(number[place]) + by) % 10;
        expect(
          parseCertificateNumber(number.slice(0, place) + String(digit) + number.slice(place + 1)),
        ).toBeUndefined();
      }),
    );
  });

  test.each([
    ['of terminal 0', certificateOf('2611230000', '00001')],
    ['with count 0', certificateOf('2611230001', '00000')],
    ['of 15 digits', '261123000100001'],
    ['of 17 digits', '26112300010000110'],
    ['of letters', '26112300010000x1'],
    ['in full width', '２６１１２３０００１００００１１'],
    ['empty', ''],
  ])('%s is none', (_name, text) => {
    expect(parseCertificateNumber(text)).toBeUndefined();
  });

  function certificateOf(prefix: string, count: string): string {
    const bodies = Array.from({ length: 10 }, (_, check) => `${prefix}${count}${check}`);
    // Whatever the check digit is, one of the ten is right.
    return bodies.find((text) => luhnHolds(text)) ?? '';
  }

  function luhnHolds(text: string): boolean {
    const sum = [...text].reverse().reduce((sum, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0;
  }
});
