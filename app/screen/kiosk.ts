import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Intent } from '../../shared/view/intents.ts';
import type { Layout } from './frame/stage-size.ts';
import type { PressGuard } from './keys/press-guard.ts';
import type { Wood } from './speech/wood.ts';
import type { Headline } from './words/headline.ts';
import type { Say } from './words/words.ts';

/** What every part of the screen may reach. */
export interface Kiosk {
  readonly say: Say;
  readonly layout: Layout;
  /** Page of the view that is being drawn. */
  readonly page: number;
  /** Title and lead of the view that is being drawn. */
  readonly headline: Headline;
  /** The headline is announced at once. */
  readonly urgent: boolean;
  readonly guard: PressGuard;
  readonly wood: Wood;
  /** Which of two parts is shown, where a screen does not fit as one. */
  readonly part: 1 | 2;
  /** To the other part. */
  turn(): void;
  /** There is a loudspeaker or headphones. */
  readonly sound: boolean;
  send(intent: Intent, page: number): void;
}

export const KioskContext = createContext<Kiosk | undefined>(undefined);

export function useKiosk(): Kiosk {
  const kiosk = useContext(KioskContext);
  if (kiosk === undefined) throw new Error('outside the kiosk');
  return kiosk;
}
