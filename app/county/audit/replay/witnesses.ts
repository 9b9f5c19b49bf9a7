import type { Domain } from './domain.ts';
import { textOf } from './domain.ts';

/**
 * Alarms that terminals raised about audit chains. Each stays a finding: a chain that was cut off or made
 * anew cannot be told from a good one by itself.
 */
export function witnesses(): Domain {
  const alarms: string[] = [];
  return {
    take(told) {
      const terminal = textOf(told, 'terminal');
      const row = String(told.details['row']);
      alarms.push(
        told.event === 'chain-differs-from-witness'
          ? `audit row ${told.sequence}: terminal ${terminal} had heard of an audit row ${row} that this chain does not hold`
          : `terminal ${terminal}: reported audit row ${row} as its last, earlier than before (audit row ${told.sequence})`,
      );
    },
    needs: [],
    async compare(report) {
      for (const line of alarms) report(line);
    },
  };
}
