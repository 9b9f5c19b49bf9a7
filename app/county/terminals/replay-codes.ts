import { rowDigests } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import type { Replay, ReplaySite } from '../audit/replay/replay.ts';
import { textOf } from '../audit/replay/replay.ts';
import { takeSeal } from '../audit/replay/sealed-rows.ts';
import { ENROLMENT_CODES } from './tables.ts';

interface Known {
  readonly digest: string;
  usedAt: unknown;
  terminal: unknown;
}

/** One-time codes: issued, and used once by the terminal that says so. Codes of earlier releases are found. */
export function replayCodes(site: ReplaySite): Replay {
  const known = new Map<string, Known>();
  const broken: string[] = [];
  return {
    async take(told) {
      const lookup = textOf(told, 'lookup');
      if (told.event === 'enrolment-code-issued' && lookup !== '')
        known.set(lookup, { digest: textOf(told, 'sealed'), usedAt: null, terminal: null });
      const used = known.get(lookup);
      if (told.event === 'terminal-enrolled' && used !== undefined) {
        used.usedAt = told.details['enrolledAt'];
        used.terminal = told.details['terminal'];
      }
      if (told.event === 'state-sealed') {
        const wrong = await takeSeal(site, told, ENROLMENT_CODES, ({ key, digest, rest }) => {
          known.set(String(key[0]), { digest, usedAt: rest[0] ?? null, terminal: rest[1] ?? null });
        });
        if (wrong !== undefined) broken.push(wrong);
      }
    },
    needs: [ENROLMENT_CODES.name],
    async compare(report) {
      for (const line of broken) report(line);
      if (!site.sealing) return;
      const digest = rowDigests(site.crypto, ENROLMENT_CODES);
      const beside = ['used_at', 'terminal'];
      for await (const rows of rowPages(site.db, site.county, ENROLMENT_CODES, { beside }))
        for (const row of rows) {
          const lookup = String(row['lookup']);
          const name = `enrolment code ${lookup.slice(0, 12)}…`;
          const one = known.get(lookup);
          known.delete(lookup);
          if (one === undefined) report(`${name}: not in the audit log`);
          else if (digest(row) !== one.digest) report(`${name}: altered`);
          else if (row['used_at'] !== one.usedAt || row['terminal'] !== one.terminal)
            report(`${name}: altered (use)`);
        }
      for (const lookup of known.keys()) report(`enrolment code ${lookup.slice(0, 12)}…: missing`);
    },
  };
}
