import {
  type KioskView,
  type ScreenName,
  stripSchema,
  type ViewOf,
  viewSchema,
} from '../../../../shared/view/view.ts';

/** A view as a terminal could send it. People are invented. */
export interface Story<K extends ScreenName> {
  readonly name: string;
  readonly view: ViewOf<K>;
  /** Stands for a shape of its screen: looked at in every variant every day, where the others are sampled. */
  readonly shape: boolean;
}

/** A story of whichever screen. */
export type AnyStory = { readonly [K in ScreenName]: Story<K> }[ScreenName];

/** The stories of one screen: at least one, and the awkward ones. */
export type Stories<K extends ScreenName> = readonly [Story<K>, ...Story<K>[]];

/** 2026-11-23 10:42 in China. */
export const NOW = Date.UTC(2026, 10, 23, 2, 42);

const FRAME = {
  page: 1,
  county: { name: '柏坪县社保大厅', terminal: '1 号机' },
  demo: false,
  now: NOW,
  ease: { text: 0, contrast: false, voice: 'off', language: 'zh-CN' },
  strip: { tone: 'plain', key: 'all-well' },
} as const satisfies Partial<KioskView>;

export const PERSON = { maskedName: '李＊珍', maskedNumber: '990***********2416' } as const;

/** What a screen has of its own; what all share may be left out, or be another. */
export type Own<K extends ScreenName> = Omit<ViewOf<K>, keyof typeof FRAME> &
  Partial<Pick<KioskView, keyof typeof FRAME>>;

export function story<K extends ScreenName>(name: string, own: Own<K>, shape = false): Story<K> {
  // The schema holds for all screens; the type of `own` says which of them this is.
  return { name, view: viewSchema.parse({ ...FRAME, ...own }) as ViewOf<K>, shape };
}

export function shape<K extends ScreenName>(name: string, own: Own<K>): Story<K> {
  return story(name, own, true);
}

export const STRIPS = stripSchema.shape.key.options;
