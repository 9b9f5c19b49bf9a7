import type { Language } from '../../../shared/words/aloud.ts';
import type { Clips } from './clips.ts';
import type { Line } from './line.ts';
import { type Sound, spell } from './spelling.ts';

/** Between two lines, ms. */
const BETWEEN = 350;
/** A clip that has not ended so long after its time will not: the next one begins, ms. */
const PATIENCE = 3_000;

export type Utterance = Pick<Line, 'about' | 'text' | 'name'>;

export interface Voice {
  /** Says these instead of whatever is being said. Never throws, never waits. */
  say(lines: readonly Utterance[], tongue: Language): void;
  /**
   * The screen has changed a little: goes on with what still stands there, leaves out what does not, and
   * says `news` after it.
   */
  goOn(standing: readonly Utterance[], news: readonly Utterance[], tongue: Language): void;
  hush(): void;
}

/** One clip as it is played; `end` is called once, also when it cannot be played. */
export type Play = (url: string, end: () => void) => { stop(): void };

/** Speaks line by line with clips. What cannot be loaded or played is silent: the screen says it anyway. */
export function createVoice(clips: Clips, play: Play): Voice {
  let queue: readonly Utterance[] = [];
  let tongue: Language = 'zh-CN';
  let current: { readonly line: Utterance; cut(): void } | undefined;

  const next = (): void => {
    const [line, ...rest] = queue;
    queue = rest;
    current = undefined;
    if (line === undefined) return;
    const cut = sayLine(line, tongue, clips, play, next);
    current = { line, cut };
  };
  const hush = (): void => {
    queue = [];
    current?.cut();
    current = undefined;
  };
  const same = (a: Utterance, b: Utterance): boolean => a.about === b.about && a.text === b.text;

  return {
    hush,
    say(lines, inTongue) {
      hush();
      tongue = inTongue;
      queue = lines;
      next();
    },
    goOn(standing, news, inTongue) {
      const stands = (line: Utterance): boolean => standing.some((one) => same(one, line));
      tongue = inTongue;
      queue = [...queue.filter((line) => stands(line) && !news.some((one) => same(one, line))), ...news];
      if (current !== undefined && stands(current.line)) return;
      current?.cut();
      next();
    },
  };
}

/** Begins a line; `done` after its last sound, unless it was cut. */
function sayLine(line: Utterance, tongue: Language, clips: Clips, play: Play, done: () => void): () => void {
  let cut = false;
  let playing: { stop(): void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const after = (ms: number, then: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };
  const go = ([sound, ...rest]: readonly Sound[]): void => {
    if (cut) return;
    if (sound === undefined) return after(BETWEEN, done);
    if (sound.kind === 'pause') return after(sound.ms, () => go(rest));
    let ended = false;
    const end = (): void => {
      if (ended || cut) return;
      ended = true;
      playing?.stop();
      clearTimeout(timer);
      go(rest);
    };
    playing = play(sound.url, end);
    after(sound.ms + PATIENCE, end);
  };
  clips
    .table(tongue)
    .then((table) => spell(line.text, table, clips.syllables, line.name))
    .then(go)
    .catch(() => go([]));
  return () => {
    cut = true;
    clearTimeout(timer);
    playing?.stop();
  };
}

/** Plays by an element of the page. */
export const playAudio: Play = (url, end) => {
  const audio = new Audio(url);
  audio.addEventListener('ended', end);
  audio.addEventListener('error', end);
  audio.play().catch(end);
  return { stop: () => audio.pause() };
};
