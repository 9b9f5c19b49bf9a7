import type { Replay, Told } from '../audit/replay/replay.ts';
import { textOf } from '../audit/replay/replay.ts';

interface Alarm {
  readonly sequence: number;
  readonly line: string;
}

/**
 * Alarms that terminals raised about audit chains. Each stays a finding until an officer has taken note of
 * it: a chain that was cut off or made anew cannot be told from a good one by itself, and a county that was
 * put back from a copy would never verify again.
 */
export function replayAlarms(): Replay {
  let alarms: readonly Alarm[] = [];
  const notes: string[] = [];
  return {
    take(told) {
      if (told.event !== 'alarms-acknowledged') {
        alarms = [...alarms, { sequence: told.sequence, line: lineOf(told) }];
        return;
      }
      const through = Number(told.details['through']);
      for (const { sequence, line } of alarms)
        if (sequence <= through)
          notes.push(`${line}; ${textOf(told, 'operator')} took note of it (audit row ${told.sequence})`);
      alarms = alarms.filter(({ sequence }) => sequence > through);
    },
    needs: [],
    async compare(report) {
      for (const { line } of alarms) report(line);
    },
    notes: () => notes,
  };
}

function lineOf(told: Told): string {
  const terminal = textOf(told, 'terminal');
  const row = String(told.details['row']);
  return told.event === 'chain-differs-from-witness'
    ? `audit row ${told.sequence}: terminal ${terminal} had heard of an audit row ${row} that this chain does not hold`
    : `terminal ${terminal}: reported audit row ${row} as its last, earlier than before (audit row ${told.sequence})`;
}
