import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { KioskView } from '../../shared/view/view.ts';
import type { Link } from './channel/link.ts';
import { Fitting } from './frame/fit.ts';
import { LEAD_ID, TITLE_ID } from './frame/headline.tsx';
import { Plaque } from './frame/plaque.tsx';
import { Rail } from './frame/rail.tsx';
import { type StageSize, stageSize } from './frame/stage-size.ts';
import { Strip } from './frame/strip.tsx';
import { useFocusedKey } from './keys/focused-key.ts';
import { attachPad, focusNextStep, holdsFocus } from './keys/pad.ts';
import type { PressGuard } from './keys/press-guard.ts';
import { type Kiosk, KioskContext } from './kiosk.ts';
import type { Screens } from './screens/screens.ts';
import { linesOf } from './speech/lines.ts';
import { tuneOf } from './speech/tune.ts';
import { useSpeech } from './speech/use-speech.ts';
import type { Voice } from './speech/voice.ts';
import type { Wood } from './speech/wood.ts';
import type { Words } from './words/words.ts';

export interface Parts {
  readonly link: Link;
  readonly screens: Screens;
  readonly words: Words;
  readonly voice: Voice;
  readonly sound: ReadonlySignal<boolean>;
  readonly wood: Wood;
  readonly guard: PressGuard;
}

/** A touch on nothing still says that somebody is there; at most this often, ms. */
const TOUCH_EVERY = 1_000;

export function App(parts: Parts) {
  const view = parts.link.view.value;
  const size = useStageSize();
  if (view === undefined) return <Waiting {...parts} size={size} />;
  return <Stage {...parts} view={view} size={size} />;
}

function useStageSize(): StageSize {
  const [size, setSize] = useState(() => stageSize(innerWidth, innerHeight));
  useEffect(() => {
    const onResize = (): void => setSize(stageSize(innerWidth, innerHeight));
    addEventListener('resize', onResize);
    return () => removeEventListener('resize', onResize);
  }, []);
  return size;
}

function stageStyle(size: StageSize) {
  return {
    width: `${size.width}px`,
    height: `${size.height}px`,
    transform: size.scale === 1 ? 'none' : `scale(${size.scale})`,
  };
}

function Waiting({ words, link, size }: Parts & { readonly size: StageSize }) {
  return (
    <main class="kiosk waiting" data-screen="waiting" data-layout={size.layout} style={stageStyle(size)}>
      <p role="status">
        {words.say(link.taken.value ? 'link.taken' : link.lost.value ? 'link.lost' : 'link.starting')}
      </p>
    </main>
  );
}

function Stage(props: Parts & { readonly view: KioskView; readonly size: StageSize }) {
  const { link, screens, words, voice, sound, wood, guard, view, size } = props;
  const screen = screens.of(view);
  const stage = useRef<HTMLElement>(null);
  const before = useRef<KioskView | undefined>(undefined);
  const lastTouch = useRef(Number.NEGATIVE_INFINITY);
  const [turned, setTurned] = useState<number | undefined>(undefined);
  // The second part belongs to the page on which somebody turned to it.
  const part = turned === view.page ? 2 : 1;
  words.use(view.ease.language);
  const language = words.language.value;
  const headline = screen.headline(view, words.say, size.layout);
  const urgent = screen.urgent?.(view) ?? false;

  const kiosk = useMemo<Kiosk>(
    () => ({
      say: words.say,
      layout: size.layout,
      page: view.page,
      headline,
      urgent,
      guard,
      wood,
      part,
      turn: () => {
        setTurned(part === 1 ? view.page : undefined);
        link.send({ type: 'touch' }, view.page);
      },
      sound: sound.value,
      send: (intent, page) => link.send(intent, page),
    }),
    [
      words,
      size.layout,
      view.page,
      headline.title,
      headline.lead,
      urgent,
      part,
      guard,
      wood,
      link,
      language,
      sound.value,
    ],
  );

  const { text, contrast } = view.ease;
  const fitting = [view.page, view.screen, part, text, contrast, language, size.width, size.height].join(' ');
  const fitted = useRef('');
  const fitter = useMemo(() => new Fitting(), []);
  useLayoutEffect(() => {
    if (stage.current !== null) fitter.fit(stage.current, part, fitted.current === fitting);
    fitted.current = fitting;
  });

  // Faces arrive a moment after the first words and change every width.
  useEffect(() => {
    const again = (): void => {
      if (stage.current === null) return;
      fitter.fit(stage.current, part);
      if (!holdsFocus(stage.current)) focusNextStep(stage.current);
    };
    document.fonts.addEventListener('loadingdone', again);
    return () => document.fonts.removeEventListener('loadingdone', again);
  }, [part, fitter]);

  useEffect(() => (stage.current === null ? undefined : attachPad(stage.current)), []);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  useEffect(() => {
    if (stage.current !== null) focusNextStep(stage.current);
  }, [view.page, view.screen, part]);

  // A key that went away, or rests for good, takes the focus with it.
  useEffect(() => {
    if (stage.current !== null && !holdsFocus(stage.current)) focusNextStep(stage.current);
  });

  const focused = useFocusedKey(stage);
  const lines = linesOf(view, screen, headline, words.say);
  useSpeech({ page: view.page, mode: view.ease.voice, lines, say: words.say, language, voice, focused });

  useEffect(() => {
    const tune = tuneOf(before.current, view, screen);
    before.current = view;
    if (tune !== undefined) wood[tune]();
  }, [view]);

  // While nobody is there, the screens of the services come: their first visitor waits for nothing.
  const idle = screen.keys.leave === 'absent';
  useEffect(() => {
    if (!idle) return undefined;
    const waiting = requestIdleCallback(() => screens.fetchAll());
    return () => cancelIdleCallback(waiting);
  }, [idle, screens]);

  const Scene = screen.scene;
  const standing = link.standing.value;
  return (
    <KioskContext.Provider value={kiosk}>
      <main
        ref={stage}
        class="kiosk"
        data-screen={view.screen}
        data-layout={size.layout}
        data-text={view.ease.text}
        data-contrast={view.ease.contrast ? 'high' : 'standard'}
        data-lost={link.lost.value || link.taken.value ? '' : undefined}
        lang={language}
        inert={!standing}
        style={stageStyle(size)}
        onPointerDown={(event) => {
          if (event.target instanceof Element && event.target.closest('button') !== null) return;
          if (performance.now() - lastTouch.current < TOUCH_EVERY) return;
          lastTouch.current = performance.now();
          link.send({ type: 'touch' }, view.page);
        }}
      >
        <Plaque view={view} />
        <Strip strip={view.strip} lost={link.lost.value} taken={link.taken.value} />
        <div
          class="scene"
          key={`${view.screen} ${view.page}`}
          role={screen.role ?? 'group'}
          aria-labelledby={TITLE_ID}
          aria-describedby={headline.lead === '' ? undefined : LEAD_ID}
        >
          <Scene view={view} />
        </div>
        <Rail ease={view.ease} leave={screen.keys.leave} />
      </main>
    </KioskContext.Provider>
  );
}
