import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLink } from '../../../app/screen/channel/link.ts';
import { HandChannel } from './hand-channel.ts';
import { storyNamed } from './stories/registry.ts';

describe('link', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('requestAnimationFrame', (paint: () => void) => setTimeout(paint, 16));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test('a short break says nothing; after 2 s it is told, however often it is tried meanwhile', () => {
    const channel = new HandChannel();
    const link = createLink(channel, (view) => view);
    channel.stand('up');
    channel.stand('down');
    for (let tries = 0; tries < 4; tries += 1) {
      vi.advanceTimersByTime(499);
      channel.stand('down');
    }
    expect(link.lost.value).toBe(false);
    vi.advanceTimersByTime(4);
    expect(link.lost.value).toBe(true);
    channel.stand('up');
    expect(link.lost.value).toBe(false);
  });

  test('a page is reported two frames after it came, again every 2 s, and after coming back', () => {
    const channel = new HandChannel();
    const link = createLink(channel, (view) => view);
    channel.stand('up');
    channel.say({ type: 'view', view: { ...storyNamed('home'), page: 7 } });
    expect(channel.sent).toEqual([]);
    vi.advanceTimersByTime(32);
    expect(channel.sent).toEqual([{ type: 'painted', page: 7 }]);
    vi.advanceTimersByTime(2_000);
    expect(channel.sent).toHaveLength(2);
    channel.stand('down');
    channel.stand('up');
    vi.advanceTimersByTime(32);
    expect(channel.sent.length).toBeGreaterThanOrEqual(3);
    expect(link.view.value?.screen).toBe('home');
  });

  test('after a minute without the terminal nobody’s name is left standing', () => {
    const channel = new HandChannel();
    const link = createLink(channel, (view) => view);
    channel.stand('up');
    channel.say({ type: 'view', view: storyNamed('identify, name') });
    channel.stand('down');
    vi.advanceTimersByTime(59_999);
    expect(link.view.value?.screen).toBe('identify');
    vi.advanceTimersByTime(1);
    expect(link.view.value).toBeUndefined();
  });

  test('another screen in use is told at once, and is over with the line that stands again', () => {
    const channel = new HandChannel();
    const link = createLink(channel, (view) => view);
    channel.stand('up');
    channel.stand('taken');
    expect([link.standing.value, link.taken.value]).toEqual([false, true]);
    channel.stand('up');
    expect([link.standing.value, link.taken.value]).toEqual([true, false]);
  });

  test('what is no view changes nothing', () => {
    const channel = new HandChannel();
    const link = createLink(channel, (view) => view);
    channel.stand('up');
    channel.say({ type: 'view', view: storyNamed('home') });
    for (const junk of [
      undefined,
      null,
      1,
      'x',
      [],
      { type: 'view' },
      { type: 'view', view: { screen: 'home' } },
    ]) {
      channel.say(junk);
    }
    expect(link.view.value?.screen).toBe('home');
  });
});
