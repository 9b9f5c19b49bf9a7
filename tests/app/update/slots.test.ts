import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slots } from '../../../app/update/slots.ts';
import { booted, formatSlots, parseSlots, proven, staged } from '../../../app/update/slots.ts';
import type { Version } from '../../../app/update/version.ts';
import { compareVersions, parseVersion } from '../../../app/update/version.ts';

const v = (text: string): Version => parseVersion(text)!;
const fresh: Slots = { active: 'a', trial: undefined, boots: 0, highest: v('1.0.0') };

/** Boots `times` times; the slots that ran. */
function boot(slots: Slots, times: number): { ran: string; slots: Slots } {
  let ran = '';
  let now = slots;
  for (let index = 0; index < times; index += 1) {
    const next = booted(now);
    ran += next.run;
    now = next.slots;
  }
  return { ran, slots: now };
}

describe('two slots', () => {
  it('try an update at the next boot and keep it when it is proven', () => {
    const tried = boot(staged(fresh, v('1.1.0')), 1);
    expect(tried.ran).toBe('b');
    const kept = proven(tried.slots);
    expect(kept).toEqual({ active: 'b', trial: undefined, boots: 0, highest: '1.1.0' });
    expect(boot(kept, 5).ran).toBe('bbbbb');
  });

  it('go back after three boots without proof, and stay there', () => {
    expect(boot(staged(fresh, v('1.1.0')), 8).ran).toBe('bbbaaaaa');
  });

  it('keep a version that proves itself at its third boot', () => {
    const third = boot(staged(fresh, v('1.1.0')), 3);
    expect(boot(proven(third.slots), 3).ran).toBe('bbb');
  });

  it('never take in again what was given up, nor anything older', () => {
    const back = boot(staged(fresh, v('1.1.0')), 4).slots;
    expect(staged(back, v('1.1.0'))).toBe(back);
    expect(staged(back, v('1.0.5'))).toBe(back);
    expect(staged(back, v('1.1.1')).trial).toBe('b');
  });

  it('take in nothing while a version is on trial', () => {
    const trying = boot(staged(fresh, v('1.1.0')), 1).slots;
    expect(staged(trying, v('1.2.0'))).toBe(trying);
  });

  it('do not count a proof that comes before the trial ever ran', () => {
    const waiting = staged(fresh, v('1.1.0'));
    expect(proven(waiting)).toBe(waiting);
  });

  it('always run something that was proven or is on one of its three tries: any fate', () => {
    const step = fc.oneof(
      fc.constant('boot'),
      fc.constant('proven'),
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let slots = fresh;
        let unproven = 0;
        for (const what of steps) {
          const before = slots;
          if (what === 'boot') {
            const next = booted(slots);
            unproven = next.run === slots.active ? 0 : unproven + 1;
            expect(unproven).toBeLessThanOrEqual(3);
            slots = next.slots;
          } else if (what === 'proven') slots = proven(slots);
          else {
            slots = staged(slots, v(what));
            if (slots !== before) unproven = 0;
          }
          expect(compareVersions(slots.highest, before.highest)).toBeGreaterThanOrEqual(0);
          expect(parseSlots(formatSlots(slots))).toEqual(slots);
        }
      }),
    );
  });

  it.each([
    '',
    'active=c\ntrial=\nboots=0\nhighest=1.0.0\n',
    'active=a\ntrial=a\nboots=0\nhighest=1.0.0\n',
    'active=a\ntrial=b\nboots=4\nhighest=1.0.0\n',
    'active=a\ntrial=\nboots=0\nhighest=1.0\n',
    'active=a\ntrial=\nboots=0\nhighest=1.0.0\nmore=1\n',
    'active=a\r\ntrial=\r\nboots=0\r\nhighest=1.0.0\r\n',
  ])('read nothing but their own file: %j', (text) => {
    expect(parseSlots(text)).toBeUndefined();
  });
});

describe('versions', () => {
  it('are ordered by number', () => {
    expect(['1.10.0', '1.9.9', '1.9.10', '0.0.1'].map(v).sort(compareVersions)).toEqual([
      '0.0.1',
      '1.9.9',
      '1.9.10',
      '1.10.0',
    ]);
  });

  it.each(['1.0', '1.0.0-rc1', '01.0.0', '1.0.0 ', 'v1.0.0', '1.0.0\n', '1.0.9999999', '', '-1.0.0'])(
    'are three numbers and nothing else: %j',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );
});
