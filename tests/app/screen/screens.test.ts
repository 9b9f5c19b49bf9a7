import { afterEach, describe, expect, test, vi } from 'vitest';
import { REGISTRY, type Registry } from '../../../app/screen/screens/registry.ts';
import { createScreens } from '../../../app/screen/screens/screens.ts';
import { createLink } from '../../../app/screen/channel/link.ts';
import { storyNamed } from './stories/registry.ts';
import { HandChannel } from './hand-channel.ts';

const consentView = storyNamed('consent');
const consent = ((entry: Registry['consent']) => {
  if ('fetch' in entry) return entry;
  throw new Error('the screens of certify come with the first load');
})(REGISTRY.consent);

/** The registry, with a consent that comes when it is told to, or never. */
function slowly(): { registry: Registry; come: () => void; fail: () => void; asked: () => number } {
  let come = (): void => undefined;
  let fail = (): void => undefined;
  let asked = 0;
  const fetch = async () => {
    asked += 1;
    await new Promise<void>((resolve, reject) => {
      come = resolve;
      fail = () => reject(new TypeError('Failed to fetch'));
    });
    return consent.fetch();
  };
  return {
    registry: { ...REGISTRY, consent: { fetch } },
    come: () => come(),
    fail: () => fail(),
    asked: () => asked,
  };
}

describe('screens of a service', () => {
  test('the visit’s own are here from the first; a service’s after they were fetched', async () => {
    const screens = createScreens(REGISTRY);
    for (const name of ['home', 'identify', 'still-here', 'out-of-service, internal']) {
      const view = storyNamed(name);
      expect(screens.ready(view)).toBe(view);
      expect(screens.of(view)).toBe(REGISTRY[view.screen]);
    }
    expect(() => screens.of(consentView)).toThrow('consent is not here yet');
    expect(await screens.ready(consentView)).toBe(consentView);
    expect(screens.ready(consentView)).toBe(consentView);
    expect(screens.of(consentView)).toBe(await consent.fetch());
  });

  test('fetched ahead, nobody waits for them', async () => {
    const screens = createScreens(REGISTRY);
    screens.fetchAll();
    await screens.ready(storyNamed('capture'));
    expect(screens.ready(consentView)).toBe(consentView);
    expect(screens.ready(storyNamed('result, accepted'))).not.toBeInstanceOf(Promise);
  });

  test('a file that cannot be read comes to a machine that is out of service, until it can', async () => {
    const slow = slowly();
    const screens = createScreens(slow.registry);
    const view = { ...consentView, page: 7, demo: true };
    const shown = screens.ready(view);
    slow.fail();
    expect(await shown).toEqual({
      page: 7,
      county: view.county,
      demo: true,
      now: view.now,
      ease: view.ease,
      strip: view.strip,
      screen: 'out-of-service',
      reason: 'internal',
      nearest: '',
    });
    const again = screens.ready(view);
    slow.come();
    expect(await again).toBe(view);
    expect(slow.asked()).toBe(2);
  });

  test('a fetch ahead that fails says nothing, and whoever needs the screen asks again', async () => {
    const slow = slowly();
    const screens = createScreens(slow.registry);
    screens.fetchAll();
    slow.fail();
    await Promise.resolve();
    const shown = screens.ready(consentView);
    slow.come();
    expect(await shown).toBe(consentView);
  });
});

describe('while a screen is fetched', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  /** A link on which a consent has come after the screen before it. */
  async function waiting() {
    const slow = slowly();
    const channel = new HandChannel();
    const frames: (() => void)[] = [];
    vi.stubGlobal('requestAnimationFrame', (paint: () => void) => frames.push(paint));
    vi.stubGlobal('reportError', expect.unreachable);
    const link = createLink(channel, createScreens(slow.registry).ready);
    channel.stand('up');
    channel.say({ type: 'view', view: { ...storyNamed('confirm-identity'), page: 1 } });
    channel.say({ type: 'view', view: { ...consentView, page: 2 } });
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      for (let frame = 0; frame < 2; frame += 1) for (const paint of frames.splice(0)) paint();
    };
    await settle();
    return { slow, channel, link, settle };
  }
  const painted = (channel: HandChannel): number[] =>
    channel.sent.flatMap((m) => (m.type === 'painted' ? [m.page] : []));

  test('the last one stays, and only what stands there is reported as painted', async () => {
    const { slow, channel, link, settle } = await waiting();
    expect(link.view.value?.screen).toBe('confirm-identity');
    expect(painted(channel)).toEqual([1]);
    slow.come();
    await consent.fetch();
    await settle();
    expect(link.view.value?.screen).toBe('consent');
    expect(painted(channel)).toEqual([1, 2]);
  });

  test('one that comes after a newer view has no say any more', async () => {
    const { slow, channel, link, settle } = await waiting();
    channel.say({ type: 'view', view: { ...storyNamed('home'), page: 3 } });
    slow.come();
    await consent.fetch();
    await settle();
    expect(link.view.value?.screen).toBe('home');
    expect(painted(channel)).toEqual([1, 3]);
  });

  test('one that comes when nobody is waiting any more shows nobody’s name', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { slow, channel, link, settle } = await waiting();
    channel.stand('down');
    vi.advanceTimersByTime(60_000);
    slow.come();
    await consent.fetch();
    await settle();
    expect(link.view.value).toBeUndefined();
  });
});
