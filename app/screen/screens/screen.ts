import type { VNode } from 'preact';
import type { Intent } from '../../../shared/view/intents.ts';
import type { KioskView, ScreenName, ViewOf } from '../../../shared/view/view.ts';
import type { Layout } from '../frame/stage-size.ts';
import type { Line } from '../speech/line.ts';
import type { Tune } from '../speech/wood.ts';
import type { Headline } from '../words/headline.ts';
import type { Say } from '../words/words.ts';

/**
 * All that one screen is: what is drawn, said and heard, and what may be answered. What is the same on every screen
 * (plaque, strip, rail) asks here for what differs, and names no screen.
 */
export interface Screen<K extends ScreenName> {
  /** What stands between the strip and the rail. */
  scene(props: { readonly view: ViewOf<K> }): VNode;
  headline(view: ViewOf<K>, say: Say, layout: Layout): Headline;
  /** Everything that is said aloud, in its order; `head` is the headline for all who are in the hall. */
  spoken(view: ViewOf<K>, head: readonly Line[], say: Say): readonly Line[];
  readonly keys: Keys;
  /** The sound with which this view follows `before`; `silent` also keeps the strip's from being heard. */
  tune?(view: ViewOf<K>, before: KioskView): Tune | 'silent' | undefined;
  /** Something has to be done now: a screen reader is interrupted for the headline. */
  urgent?(view: ViewOf<K>): boolean;
  /** The scene asks for an answer before anything else goes on. */
  readonly role?: 'alertdialog';
}

/**
 * The screen of a view whose name is not known here. Its parts are methods, which a compiler lets take a wider view: it
 * is found in the registry by the view's own name, so the view it is given is its own.
 */
export type AnyScreen = { readonly [P in keyof Screen<ScreenName>]: Screen<ScreenName>[P] };

export interface Keys {
  /** What the screen's own keys tell the terminal; those of the rail are the same on every screen. */
  readonly verbs: readonly Intent['type'][];
  /** 退出 on the rail. `absent`: there is no visit to leave. */
  readonly leave: 'offered' | 'resting' | 'absent';
}
