import type { CryptoProvider } from '../protocol/crypto.ts';
import type { AuditHead, AuditRow } from './chain.ts';
import { AUDIT_GENESIS, auditHash } from './chain.ts';

/** One thing wrong, with the number of the exact row. */
export type AuditFinding =
  /** The row's content is not what its hash (or its successor) was made over. */
  | { readonly kind: 'altered'; readonly sequence: number }
  /** Rows `from` to `to` (both included) are gone. */
  | { readonly kind: 'missing'; readonly from: number; readonly to: number }
  /** The row at `sequence` is genuine and was written as row `belongsAt`. */
  | { readonly kind: 'swapped'; readonly sequence: number; readonly belongsAt: number }
  /** A row that the head does not know of. */
  | { readonly kind: 'added'; readonly sequence: number }
  /** There are rows and no head that says which of them is the last. */
  | { readonly kind: 'no-head' };

export interface AuditReport {
  /** Rows seen. */
  readonly rows: number;
  /** Number and hash of the last row; compare with what was noted elsewhere. */
  readonly head: AuditHead;
  /** In order of row; empty when the chain is whole. */
  readonly findings: readonly AuditFinding[];
}

/** Rows whose own hash fails and that are held back to look for swaps; beyond it they are just altered. */
const SWAP_SEARCH = 500;

/** A walk under way: memory stays flat however long the chain is. */
export interface AuditWalk {
  /** Rows come in order of `sequence`. */
  take(row: AuditRow): void;
  /** `head` is the content of `audit_head`, `undefined` where there is none. */
  finish(head: AuditHead | undefined): AuditReport;
}

interface Before {
  readonly sequence: number;
  readonly hash: string;
  /** Its own hash holds. */
  readonly sound: boolean;
}

export function startAuditWalk(crypto: CryptoProvider): AuditWalk {
  const findings: AuditFinding[] = [];
  const broken: AuditRow[] = [];
  let count = 0;
  let before: Before = { sequence: 0, hash: AUDIT_GENESIS, sound: true };
  return {
    take(row) {
      count += 1;
      const gap = row.sequence !== before.sequence + 1;
      if (gap) findings.push({ kind: 'missing', from: before.sequence + 1, to: row.sequence - 1 });
      const sound = auditHash(crypto, row) === row.hash;
      if (!sound) {
        broken.push(row);
      } else if (!gap && before.sound && row.previous !== before.hash) {
        // Both rows agree with themselves: the former was rewritten together with its hash. Row 1 has
        // none before it, so there the row itself is the forged one.
        findings.push({ kind: 'altered', sequence: Math.max(before.sequence, 1) });
      }
      before = { sequence: row.sequence, hash: row.hash, sound };
    },
    finish(head) {
      const all = [...findings, ...explain(crypto, broken)];
      if (head !== undefined) all.push(...compareHead(before, head));
      else if (count > 0) all.push({ kind: 'no-head' });
      return {
        rows: count,
        head: { sequence: before.sequence, hash: before.hash },
        findings: all.sort((a, b) => place(a) - place(b)),
      };
    },
  };
}

/** Walks a chain that is at hand. */
export function walkAudit(
  crypto: CryptoProvider,
  rows: Iterable<AuditRow>,
  head: AuditHead | undefined,
): AuditReport {
  const walk = startAuditWalk(crypto);
  for (const row of rows) walk.take(row);
  return walk.finish(head);
}

/** A row that fails its hash at its place but holds it at the place of another failing row was moved. */
function explain(crypto: CryptoProvider, broken: readonly AuditRow[]): AuditFinding[] {
  return broken.map((row, index): AuditFinding => {
    const origin =
      index < SWAP_SEARCH
        ? broken
            .slice(0, SWAP_SEARCH)
            .find((other) => auditHash(crypto, { ...row, sequence: other.sequence }) === row.hash)
        : undefined;
    return origin === undefined
      ? { kind: 'altered', sequence: row.sequence }
      : { kind: 'swapped', sequence: row.sequence, belongsAt: origin.sequence };
  });
}

function compareHead(last: Before, head: AuditHead): AuditFinding[] {
  if (head.sequence > last.sequence) return [{ kind: 'missing', from: last.sequence + 1, to: head.sequence }];
  if (head.sequence < last.sequence) return [{ kind: 'added', sequence: head.sequence + 1 }];
  return last.sound && head.hash !== last.hash ? [{ kind: 'altered', sequence: last.sequence }] : [];
}

function place(finding: AuditFinding): number {
  if (finding.kind === 'no-head') return Number.POSITIVE_INFINITY;
  return finding.kind === 'missing' ? finding.from : finding.sequence;
}

/** One line for people, naming the exact row. */
export function describeFinding(finding: AuditFinding): string {
  switch (finding.kind) {
    case 'altered':
      return `row ${finding.sequence}: altered`;
    case 'missing':
      return finding.from === finding.to
        ? `row ${finding.from}: missing`
        : `rows ${finding.from} to ${finding.to}: missing`;
    case 'swapped':
      return `row ${finding.sequence}: swapped, this is row ${finding.belongsAt}`;
    case 'no-head':
      return 'head: missing';
    case 'added':
      return `row ${finding.sequence}: added after the recorded end of the chain`;
  }
}
