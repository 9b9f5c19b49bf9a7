import type { LinkStatus } from '../../devices/contract/status.ts';
import type { ScreenName, Strip } from '../../shared/view/view.ts';
import type { Outcome } from '../certify/outcome.ts';
import type { Ports } from '../contract/ports.ts';
import { printerTrouble } from '../print/readiness.ts';

type Key = Strip['key'];

/** What keeps cards from being read. */
export function readerTrouble(status: LinkStatus | undefined): Key | undefined {
  switch (status?.kind) {
    case undefined:
    case 'absent':
    case 'refused':
      return 'reader-absent';
    case 'no-answer':
    case 'broken':
      return 'reader-no-answer';
    case 'ready':
    case 'starting':
      return undefined;
  }
}

/** It works; only whoever puts a card down has to know. */
function readerIsSlow(status: LinkStatus | undefined): boolean {
  return status?.kind === 'ready' && status.slowMs !== undefined;
}

function printerWord(ports: Ports): Key | undefined {
  switch (printerTrouble(ports.printer?.status())) {
    case 'absent':
      return 'printer-absent';
    case 'no-answer':
      return 'printer-no-answer';
    case 'cover':
      return 'printer-cover';
    case 'paper-out':
      return 'paper-out';
    case 'fault':
      return 'printer-fault';
    case null:
      return undefined;
  }
}

function cameraWord(ports: Ports): Key | undefined {
  const kind = ports.face?.status().kind;
  return kind === 'ready' || kind === 'starting' ? undefined : 'camera-absent';
}

/** Which devices still matter on a screen; a broken reader is no news to somebody who holds the slip. */
const MATTERS: Readonly<Record<ScreenName, readonly ('reader' | 'printer' | 'camera')[]>> = {
  home: ['reader', 'printer', 'camera'],
  identify: ['reader'],
  'enter-number': [],
  'confirm-identity': [],
  'already-certified': ['printer'],
  consent: ['printer', 'camera'],
  capture: ['camera'],
  fallback: ['reader', 'printer'],
  working: [],
  result: ['printer'],
  'still-here': [],
  'out-of-service': [],
};

function outcomeWord(outcome: Outcome): Key {
  if (outcome.kind !== 'recorded') return outcome.kind === 'refused' ? 'not-accepted' : 'nothing-recorded';
  switch (outcome.status) {
    case 'accepted':
      return 'county-received';
    case 'submitted':
      return 'officer-will-look';
    case 'queued':
      return 'county-will-receive';
  }
}

/** Where the visit stands, as far as the strip tells of it. */
export interface VisitNow {
  readonly outcome: Outcome | undefined;
  /** The person's card was read: nothing more is wanted of it. */
  readonly cardRead: boolean;
  /** Somebody who had put down a card has just gone. */
  readonly justLeft: boolean;
}

/** Screens on which whoever read a card can put it away; it must not be forgotten on the shelf. */
const CARD_DONE: ReadonlySet<ScreenName> = new Set(['confirm-identity', 'already-certified', 'consent']);

/** One true sentence: device trouble first, then where this visit stands, then the rest. */
export function stripOf(ports: Ports, screen: ScreenName, { outcome, cardRead, justLeft }: VisitNow): Strip {
  const words = {
    reader: readerTrouble(ports.idCard?.status()),
    printer: printerWord(ports),
    camera: cameraWord(ports),
  };
  const trouble = MATTERS[screen].map((device) => words[device]).find((word) => word !== undefined);
  if (trouble !== undefined) return { tone: 'heed', key: trouble };
  // Readers cannot tell whether a card still lies there: whoever stands nearest is asked to look.
  if (screen === 'home' && justLeft) return { tone: 'heed', key: 'card-left' };
  if (outcome !== undefined) return { tone: 'plain', key: outcomeWord(outcome) };
  // Before the line: a wrong date is on screen and slip, and nothing else would say why.
  if (!ports.clockTrusted() && screen !== 'out-of-service') return { tone: 'heed', key: 'clock-untrusted' };
  if (!ports.county.online() && screen !== 'out-of-service') return { tone: 'heed', key: 'offline' };
  if ((screen === 'home' || screen === 'identify') && readerIsSlow(ports.idCard?.status()))
    return { tone: 'heed', key: 'reader-slow' };
  if (screen === 'home') {
    const low = ports.printer?.status().paper === 'low';
    return low ? { tone: 'heed', key: 'paper-low' } : { tone: 'plain', key: 'all-well' };
  }
  if (cardRead && CARD_DONE.has(screen)) return { tone: 'plain', key: 'take-card-back' };
  const allWell = Object.values(words).every((word) => word === undefined);
  return { tone: 'plain', key: allWell && screen !== 'out-of-service' ? 'all-well' : 'nothing-recorded' };
}
