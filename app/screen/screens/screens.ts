import type { KioskView, ScreenName, ViewOf } from '../../../shared/view/view.ts';
import type { Registry } from './registry.ts';
import type { AnyScreen } from './screen.ts';

export interface Screens {
  /**
   * The view itself where its screen is here, otherwise a promise of it. A screen whose file cannot be read comes to
   * the words of a machine that is out of service, on the same page: 退出 works there, and every view asks anew.
   */
  ready(view: KioskView): KioskView | Promise<KioskView>;
  /** Screen of a view that is ready. */
  of(view: KioskView): AnyScreen;
  /** Fetches what is not here yet, so that nobody waits for it. */
  fetchAll(): void;
}

export function createScreens(registry: Registry): Screens {
  const here = new Map<ScreenName, AnyScreen>();
  const later = new Map<ScreenName, () => Promise<AnyScreen>>();
  for (const name of Object.keys(registry) as ScreenName[]) {
    const entry = registry[name];
    if ('fetch' in entry) later.set(name, entry.fetch);
    else here.set(name, entry);
  }
  const fetch = async (name: ScreenName): Promise<void> => {
    const screen = await later.get(name)?.();
    if (screen !== undefined) here.set(name, screen);
  };
  return {
    ready(view) {
      if (here.has(view.screen)) return view;
      return fetch(view.screen).then(
        () => view,
        () => outOfService(view),
      );
    },
    of(view) {
      const screen = here.get(view.screen);
      if (screen === undefined) throw new Error(`${view.screen} is not here yet`);
      return screen;
    },
    fetchAll() {
      for (const name of later.keys()) {
        // Whoever needs it asks again, and is told.
        if (!here.has(name)) fetch(name).catch(() => undefined);
      }
    },
  };
}

/** What all screens share stays; where else to go, this view does not know. */
function outOfService({ page, county, demo, now, ease, strip }: KioskView): ViewOf<'out-of-service'> {
  return {
    page,
    county,
    demo,
    now,
    ease,
    strip,
    screen: 'out-of-service',
    reason: 'internal',
    nearest: '',
  };
}
