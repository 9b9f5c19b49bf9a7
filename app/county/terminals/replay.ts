import { rowDigests } from '../audit/seal/columns.ts';
import type { Row, Value } from '../audit/seal/columns.ts';
import { rowPages } from '../audit/seal/rows.ts';
import type { Replay, ReplaySite, Report, Shared, Told } from '../audit/replay/replay.ts';
import { textOf } from '../audit/replay/replay.ts';
import { HEADS_SINCE, TERMINALS } from './tables.ts';
import { takeSeal } from '../audit/replay/sealed-rows.ts';

/** Public keys as the chain tells them, by terminal. */
export const terminalKeys: Shared<Map<string, string>> = () => new Map();

/** A terminal as the chain tells of it; what an earlier release did not tell is undefined. */
interface Known {
  readonly columns: Readonly<Record<string, unknown>>;
  digest: string | undefined;
  revoked: boolean;
  revokedAt: unknown;
}

const NAMES: Readonly<Record<string, string>> = {
  number: 'number',
  name: 'name',
  public_key: 'public key',
  enrolled_at: 'day of enrolment',
};

/** 终端: enrolled once, revoked for ever, the key never changed. */
export function replayTerminals(site: ReplaySite): Replay {
  const known = new Map<string, Known>();
  const broken: string[] = [];
  return {
    async take(told) {
      const terminal = textOf(told, 'terminal');
      if (told.event === 'terminal-enrolled') known.set(terminal, enrolled(told));
      if (told.event === 'terminal-revoked') {
        const one = known.get(terminal);
        if (one === undefined) broken.push(`terminal ${terminal}: revoked without an enrolment`);
        else {
          one.revoked = true;
          one.revokedAt = told.details['revokedAt'];
        }
      }
      if (told.event === 'state-sealed') {
        const wrong = await takeSeal(site, told, TERMINALS, ({ key, digest, rest }) =>
          takeFound(known, String(key[0]), digest, rest[0] ?? null),
        );
        if (wrong !== undefined) broken.push(wrong);
      }
      const key = textOf(told, 'publicKey');
      if (key !== '') site.shared(terminalKeys).set(terminal, key);
    },
    needs: ['terminals'],
    async compare(report) {
      for (const line of broken) report(line);
      const digest = rowDigests(site.crypto, TERMINALS);
      const beside = ['revoked_at', ...(site.schema >= HEADS_SINCE ? ['heard_sequence', 'heard_hash'] : [])];
      for await (const rows of rowPages(site.db, site.county, TERMINALS, { beside }))
        for (const row of rows) {
          const terminal = String(row['terminal']);
          compareOne(terminal, row, known.get(terminal), digest(row), report);
          await compareHeard(site, terminal, row, report);
          known.delete(terminal);
        }
      for (const terminal of known.keys()) report(`terminal ${terminal}: missing`);
    },
  };
}

function enrolled({ details }: Told): Known {
  const columns = {
    number: details['number'],
    name: details['name'],
    public_key: details['publicKey'],
    enrolled_at: details['enrolledAt'],
  };
  return { columns, digest: undefined, revoked: false, revokedAt: null };
}

/** As found when seals came. A revocation that the chain knew already is not undone by that. */
function takeFound(known: Map<string, Known>, terminal: string, digest: string, revokedAt: Value): void {
  const one = known.get(terminal) ?? { columns: {}, digest, revoked: false, revokedAt: null };
  one.digest = digest;
  one.revoked ||= revokedAt !== null;
  if (one.revoked) one.revokedAt = revokedAt ?? one.revokedAt;
  known.set(terminal, one);
}

function compareOne(
  terminal: string,
  row: Row,
  known: Known | undefined,
  digest: string,
  report: Report,
): void {
  if (known === undefined) {
    report(`terminal ${terminal}: not in the audit log`);
    return;
  }
  const odd = Object.entries(known.columns)
    .filter(([column, value]) => value !== undefined && row[column] !== value)
    .map(([column]) => NAMES[column]);
  if (odd.length > 0) report(`terminal ${terminal}: altered (${odd.join(', ')})`);
  else if (known.digest !== undefined && known.digest !== digest) report(`terminal ${terminal}: altered`);
  const revokedAt = row['revoked_at'] ?? null;
  if (known.revoked && revokedAt === null) report(`terminal ${terminal}: altered (was revoked, is not)`);
  else if (!known.revoked && revokedAt !== null) report(`terminal ${terminal}: altered (revoked, was not)`);
  else if (known.revoked && known.revokedAt !== undefined && known.revokedAt !== revokedAt)
    report(`terminal ${terminal}: altered (day of revocation)`);
}

/** 见证: the head that a terminal heard from this county stands in this chain, or the chain is another one. */
async function compareHeard(site: ReplaySite, terminal: string, row: Row, report: Report): Promise<void> {
  const sequence = row['heard_sequence'] ?? null;
  const hash = row['heard_hash'] ?? null;
  if (sequence === null && hash === null) return;
  if (hash === null || typeof sequence !== 'number' || (await site.hashAt(sequence)) !== hash)
    report(`terminal ${terminal}: heard of an audit row ${String(sequence)} that this chain does not hold`);
}
