import { describe, expect, test } from 'vitest';
import { channelUrl } from '../../../app/screen/channel/web-socket-channel.ts';
import { readDockState } from '../../../app/screen/dock/dock-state.ts';
import { stageSize } from '../../../app/screen/frame/stage-size.ts';
import { nearest } from '../../../app/screen/keys/pad.ts';
import { DIGIT_REPEAT_IGNORE, PressGuard, within } from '../../../app/screen/keys/press-guard.ts';
import { tuneOf } from '../../../app/screen/speech/tune.ts';
import type { KioskView } from '../../../shared/view/view.ts';
import { wallTime, yearAndMonth } from '../../../app/screen/words/dates.ts';
import { screens } from './every-screen.ts';
import { storyNamed } from './stories/registry.ts';
import { NOW } from './stories/story.ts';

describe('press guard', () => {
  const at = { x: 500, y: 1400 };
  const guardAt = () => {
    let now = 0;
    const guard = new PressGuard(() => now);
    return {
      /** Down and up again in one moment. */
      press: (key: string, spot: { x: number; y: number }, repeatIgnore?: number): boolean => {
        const counts = guard.welcomes(key, spot, repeatIgnore);
        if (counts) guard.count(key, spot);
        return counts;
      },
      pass: (ms: number) => {
        now += ms;
      },
    };
  };

  test('the same key counts again after 400 ms, not before', () => {
    const { press, pass } = guardAt();
    expect(press('1 完成', at)).toBe(true);
    pass(399);
    expect(press('1 完成', at)).toBe(false);
    pass(1);
    expect(press('1 完成', at)).toBe(true);
  });

  test('another key on the same screen counts at once: somebody types fast', () => {
    const { press, pass } = guardAt();
    expect(press('1 5', at)).toBe(true);
    pass(80);
    expect(press('1 6', { x: 700, y: 1400 })).toBe(true);
  });

  test('the same digit counts again after 60 ms: 99 is typed in a fifth of a second', () => {
    const { press, pass } = guardAt();
    expect(press('1 9', at, DIGIT_REPEAT_IGNORE)).toBe(true);
    pass(59);
    expect(press('1 9', at, DIGIT_REPEAT_IGNORE)).toBe(false);
    pass(1);
    expect(press('1 9', at, DIGIT_REPEAT_IGNORE)).toBe(true);
  });

  test('a key that came up under the same finger does not count; one elsewhere does', () => {
    const { press, pass } = guardAt();
    expect(press('1 是我本人', at)).toBe(true);
    pass(150);
    expect(press('2 打印回执', { x: 505, y: 1404 })).toBe(false);
    expect(press('2 完成', { x: 800, y: 1404 })).toBe(true);
  });

  test('a finger lifted up to 24 px beside the key still means it', () => {
    const box = { left: 100, right: 300, top: 100, bottom: 250 };
    expect(within(box, { x: 324, y: 200 })).toBe(true);
    expect(within(box, { x: 325, y: 200 })).toBe(false);
  });
});

describe('five-key pad', () => {
  const from = { x: 100, y: 100 };
  test('goes to the nearest key in that direction, straight ahead first', () => {
    const others = [
      { x: 100, y: 400 },
      { x: 300, y: 110 },
      { x: 260, y: 300 },
    ];
    expect(nearest(from, others, 'ArrowDown')).toBe(0);
    expect(nearest(from, others, 'ArrowRight')).toBe(1);
    expect(nearest(from, others, 'ArrowUp')).toBe(-1);
    expect(nearest(from, others, 'ArrowLeft')).toBe(-1);
  });
});

describe('stage', () => {
  test.each([
    [1080, 1920, 'portrait', 1080, 1920, 1],
    [1280, 1024, 'landscape', 1280, 1024, 1],
    [2160, 3840, 'portrait', 1080, 1920, 2],
    [1920, 1080, 'landscape', 1820, 1024, 1080 / 1024],
    [768, 1366, 'portrait', 1080, 1921, 768 / 1080],
  ] as const)('%i×%i', (width, height, layout, drawnWidth, drawnHeight, scale) => {
    const size = stageSize(width, height);
    expect(size).toMatchObject({ layout, width: drawnWidth, height: drawnHeight });
    expect(size.scale).toBeCloseTo(scale, 6);
  });
});

describe('time', () => {
  test('China Standard Time, also across midnight and the turn of the year', () => {
    expect(wallTime(NOW)).toEqual({ year: 2026, month: 11, day: 23, weekday: 1, clock: '10:42' });
    expect(wallTime(Date.UTC(2026, 11, 31, 16, 5))).toMatchObject({
      year: 2027,
      month: 1,
      day: 1,
      clock: '00:05',
    });
    expect(yearAndMonth('2027-10')).toEqual({ year: 2027, month: 10 });
  });
});

describe('sounds', () => {
  const home = storyNamed('home');
  const tune = (before: KioskView | undefined, now: KioskView) => tuneOf(before, now, screens.of(now));
  test('a read card knocks, a done visit chimes, trouble falls, a private reason is silent', () => {
    expect(tune(undefined, home)).toBeUndefined();
    expect(tune(storyNamed('identify'), storyNamed('confirm-identity'))).toBe('cardRead');
    expect(tune(storyNamed('working, saving'), storyNamed('result, queued'))).toBe('done');
    expect(tune(storyNamed('identify, reading'), storyNamed('identify, moved'))).toBe('heed');
    expect(tune(storyNamed('identify, moved'), storyNamed('identify, moved'))).toBeUndefined();
    expect(tune(home, storyNamed('strip paper-out'))).toBe('heed');
    expect(tune(storyNamed('confirm-identity'), storyNamed('result, ineligible, deceased'))).toBeUndefined();
  });
});

describe('outside', () => {
  test('the channel is on the same origin and carries the token', () => {
    const at = { host: '127.0.0.1:7310', protocol: 'http:', search: '?token=a%2Bb' };
    expect(channelUrl(at)).toBe('ws://127.0.0.1:7310/channel?token=a%2Bb');
    expect(channelUrl({ ...at, search: '' })).toBe('ws://127.0.0.1:7310/channel');
    expect(channelUrl({ ...at, protocol: 'https:', search: '' })).toBe('wss://127.0.0.1:7310/channel');
  });

  test('a dock state that is none is refused', () => {
    expect(readDockState({ people: [] })).toBeUndefined();
    expect(readDockState('<html>')).toBeUndefined();
  });
});
