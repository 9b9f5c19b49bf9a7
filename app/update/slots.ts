import type { Version } from './version.ts';
import { compareVersions, parseVersion } from './version.ts';

/**
 * Two slots on the disk. One is active and known to work; an update goes into the other and is tried.
 * It becomes active when it has been proven (the watchdog's word); after three boots without that word
 * the machine goes back by itself. `assets/deploy/debian/bin/songbai-slots` does the same at boot, before
 * anything of ours runs; a test drives both through the same fates.
 */
export type Slot = 'a' | 'b';

export interface Slots {
  readonly active: Slot;
  readonly trial: Slot | undefined;
  /** Boots of the trial so far. */
  readonly boots: number;
  /** Highest version that was ever staged, kept when it fails: what was given up never comes back. */
  readonly highest: Version;
}

export const MAX_BOOTS = 3;

export function otherSlot(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a';
}

/** A verified bundle lies in the slot that is not active. Unchanged while a trial runs, or if it is not newer. */
export function staged(slots: Slots, version: Version): Slots {
  if (slots.trial !== undefined || compareVersions(version, slots.highest) <= 0) return slots;
  return { ...slots, trial: otherSlot(slots.active), boots: 0, highest: version };
}

/** The machine, or its service, starts: which slot runs, and what is remembered of it. */
export function booted(slots: Slots): { readonly run: Slot; readonly slots: Slots } {
  if (slots.trial === undefined) return { run: slots.active, slots };
  if (slots.boots >= MAX_BOOTS) {
    return { run: slots.active, slots: { ...slots, trial: undefined, boots: 0 } };
  }
  return { run: slots.trial, slots: { ...slots, boots: slots.boots + 1 } };
}

/** What runs has been well for long enough. */
export function proven(slots: Slots): Slots {
  if (slots.trial === undefined || slots.boots === 0) return slots;
  return { ...slots, active: slots.trial, trial: undefined, boots: 0 };
}

/** As the file on disk has it. */
export function formatSlots({ active, trial, boots, highest }: Slots): string {
  return `active=${active}\ntrial=${trial ?? ''}\nboots=${boots}\nhighest=${highest}\n`;
}

/** `undefined` for anything but what `formatSlots` writes. */
export function parseSlots(text: string): Slots | undefined {
  const found = /^active=([ab])\ntrial=([ab]?)\nboots=([0-3])\nhighest=([0-9.]+)\n$/.exec(text);
  const highest = parseVersion(found?.[4] ?? '');
  if (found === null || highest === undefined || found[1] === found[2]) return undefined;
  const trial = found[2] === '' ? undefined : (found[2] as Slot);
  return { active: found[1] as Slot, trial, boots: Number(found[3]), highest };
}
