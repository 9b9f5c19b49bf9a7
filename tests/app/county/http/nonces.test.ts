import { describe, expect, it } from 'vitest';
import { NonceMemory } from '../../../../app/county/http/nonces.ts';
import { clockAt } from '../support/clock.ts';
import { NOON } from '../support/county.ts';

describe('the memory of nonces', () => {
  it('knows one for five minutes, by terminal', () => {
    const clock = clockAt(NOON);
    const nonces = new NonceMemory(clock);
    expect(nonces.firstUse('T1', 'a')).toBe(true);
    expect(nonces.firstUse('T2', 'a')).toBe(true);
    clock.advance(4 * 60_000);
    expect(nonces.firstUse('T1', 'a')).toBe(false);
    clock.advance(61_000);
    expect(nonces.firstUse('T1', 'a')).toBe(true);
  });

  it('never holds more than it may, the newest first', () => {
    const nonces = new NonceMemory(clockAt(NOON), 100);
    for (let n = 0; n < 10_000; n += 1) expect(nonces.firstUse(`T${n % 7}`, String(n))).toBe(true);
    expect(nonces.size).toBe(100);
    expect(nonces.firstUse(`T${9999 % 7}`, '9999')).toBe(false);
    expect(nonces.firstUse(`T${9900 % 7}`, '9900')).toBe(false);
    expect(nonces.firstUse('T0', '0')).toBe(true);
  });
});
