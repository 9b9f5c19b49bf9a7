import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditHead, AuditRow } from '../../../shared/audit/chain.ts';
import { AUDIT_GENESIS, EMPTY_HEAD, auditHash, nextAuditRow } from '../../../shared/audit/chain.ts';
import { describeFinding, walkAudit } from '../../../shared/audit/walk.ts';
import { nodeCrypto } from '../../../shared/protocol/node-crypto.ts';

function chain(length: number): AuditRow[] {
  const rows: AuditRow[] = [];
  let head: AuditHead = EMPTY_HEAD;
  for (let index = 0; index < length; index += 1) {
    const row = nextAuditRow(nodeCrypto, head, {
      at: 1_800_000_000_000 + index * 977,
      event: index % 3 === 0 ? 'visit-started' : 'certified',
      details: { index, certificateNo: `2611230001${String(index).padStart(6, '0')}`, demo: false },
    });
    rows.push(row);
    head = row;
  }
  return rows;
}

const walk = (rows: readonly AuditRow[], head: AuditHead | undefined) => walkAudit(nodeCrypto, rows, head);

const LENGTH = 40;
const whole = chain(LENGTH);
const head = whole.at(-1)!;
const index = fc.integer({ min: 0, max: LENGTH - 1 });

describe('a whole chain', () => {
  it('has no findings and names its head', () => {
    expect(walk(whole, head)).toEqual({
      rows: LENGTH,
      head: { sequence: LENGTH, hash: head.hash },
      findings: [],
    });
  });

  it('may be empty', () => {
    expect(walk([], EMPTY_HEAD).findings).toEqual([]);
    expect(EMPTY_HEAD.hash).toBe(AUDIT_GENESIS);
  });
});

describe('tampering is named by its exact row', () => {
  const edits = {
    at: (row: AuditRow) => ({ ...row, at: row.at + 1 }),
    event: (row: AuditRow) => ({ ...row, event: `${row.event}x` }),
    details: (row: AuditRow) => ({ ...row, details: row.details.replace('false', 'true') }),
    previous: (row: AuditRow) => ({ ...row, previous: flip(row.previous) }),
    hash: (row: AuditRow) => ({ ...row, hash: flip(row.hash) }),
  };

  it('an edited field', () => {
    fc.assert(
      fc.property(index, fc.constantFrom(...Object.values(edits)), (at, edit) => {
        const rows = whole.map((row, position) => (position === at ? edit(row) : row));
        expect(walk(rows, head).findings).toEqual([{ kind: 'altered', sequence: at + 1 }]);
      }),
      { numRuns: 500 },
    );
  });

  it('a row rewritten together with its hash', () => {
    fc.assert(
      fc.property(index, (at) => {
        const rows = whole.map((row, position) =>
          position === at ? rehash({ ...row, at: row.at + 1 }) : row,
        );
        expect(walk(rows, head).findings).toEqual([{ kind: 'altered', sequence: at + 1 }]);
      }),
    );
  });

  it('deleted rows, the last ones included', () => {
    fc.assert(
      fc.property(index, fc.integer({ min: 1, max: 5 }), (at, count) => {
        const to = Math.min(at + count, LENGTH);
        const rows = whole.filter((row) => row.sequence <= at || row.sequence > to);
        expect(walk(rows, head).findings).toEqual([{ kind: 'missing', from: at + 1, to }]);
      }),
    );
  });

  it('two rows that changed places', () => {
    fc.assert(
      fc.property(index, index, (a, b) => {
        fc.pre(a < b);
        const rows = whole.map((row, position) => {
          if (position === a) return { ...whole[b]!, sequence: a + 1 };
          if (position === b) return { ...whole[a]!, sequence: b + 1 };
          return row;
        });
        expect(walk(rows, head).findings).toEqual([
          { kind: 'swapped', sequence: a + 1, belongsAt: b + 1 },
          { kind: 'swapped', sequence: b + 1, belongsAt: a + 1 },
        ]);
      }),
    );
  });

  it('a row that was appended by somebody else', () => {
    const rows = [...whole, nextAuditRow(nodeCrypto, head, { at: 1, event: 'certified' })];
    expect(walk(rows, head).findings).toEqual([{ kind: 'added', sequence: LENGTH + 1 }]);
  });

  it('several at once, in order', () => {
    const rows = whole
      .filter((row) => row.sequence !== 7)
      .map((row) => (row.sequence === 20 ? edits.event(row) : row));
    expect(walk(rows, head).findings.map(describeFinding)).toEqual(['row 7: missing', 'row 20: altered']);
  });
});

function flip(hash: string): string {
  return `${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`;
}

function rehash(row: AuditRow): AuditRow {
  return { ...row, hash: auditHash(nodeCrypto, row) };
}
