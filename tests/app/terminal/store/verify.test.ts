import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyTerminalStore } from '../../../../app/terminal/store/verify.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { openReadOnly } from '../../../../shared/store/open.ts';
import { draft, openEnrolled } from './fixture.ts';

const COUNT = 9;

/** A store with certifications in all their states, as bytes; each tampering gets a copy of its own. */
async function sample() {
  const store = openEnrolled();
  const numbers: string[] = [];
  for (let person = 0; person < COUNT; person += 1) {
    const committed = await store.journal.commit(draft({ idNumber: `99010119500101${1000 + person}` }));
    if (!committed.ok) throw new Error(committed.error.kind);
    numbers.push(committed.value.certificateNo);
    if (person % 2 === 0) store.journal.setReceipt(committed.value.certificateNo, 'printed');
  }
  const [first, second, third, ...rest] = store.outbox.next(COUNT);
  const recorded = {
    kind: 'recorded',
    certificateNo: '',
    decision: 'accepted',
    reason: null,
    validThrough: '2027-10',
    resumptionProposed: false,
    receivedAt: 1,
    clockSkewed: false,
  } as const;
  const refused = { ...recorded, decision: 'refused', reason: 'deceased', validThrough: null };
  store.outbox.apply(
    [
      { kind: 'answered', signed: first!, answer: recorded },
      {
        kind: 'answered',
        signed: second!,
        answer: refused,
      },
      { kind: 'parked', signed: third!, why: 'conflict', detail: 'another record' },
      { kind: 'parked', signed: rest[0]!, why: 'rejected', detail: 'too long' },
    ],
    [],
  );
  store.close();
  const db = openReadOnly(`${store.dataDir}/terminal.db`);
  const bytes = db.serialize();
  db.close();
  // A copy in memory cannot have a write-ahead log: the header's two version bytes say rollback journal.
  bytes.fill(1, 18, 20);
  return { bytes, numbers, publicKey: store.signer.publicKey };
}

type Sample = Awaited<ReturnType<typeof sample>>;

function findingsAfter(
  { bytes, publicKey }: Sample,
  tamper: (db: Database.Database) => void,
): readonly string[] {
  const db = new Database(bytes);
  db.pragma('foreign_keys = OFF');
  tamper(db);
  try {
    return verifyTerminalStore(db, { crypto: nodeCrypto, publicKey }).findings;
  } finally {
    db.close();
  }
}

/** Columns of the kind's own table. */
const OWN = new Set(['method', 'valid_through']);
const place = fc.integer({ min: 1, max: COUNT });

describe('audit verify of a terminal', () => {
  it('finds nothing in an honest store', async () => {
    const { bytes, publicKey } = await sample();
    expect(verifyTerminalStore(new Database(bytes), { crypto: nodeCrypto, publicKey })).toMatchObject({
      records: COUNT,
      findings: [],
    });
  });

  it('names the certification whose any column was edited', async () => {
    const store = await sample();
    const columns = {
      epoch: "'0000000000000000'",
      sequence: 'sequence + 100',
      hash: `'${'ab'.repeat(32)}'`,
      signature: "'AAAA' || substr(signature, 5)",
      person: "'nobody'",
      occurred_at: 'occurred_at + 1',
      method: "CASE method WHEN 'face' THEN 'counter' ELSE 'face' END",
      valid_through: "'2030-01'",
      demo: '1 - demo',
      record: "replace(record, '李秀珍', '李秀英')",
      receipt: "'later'",
      kind: "'other'",
      answer: `coalesce(replace(answer, '"reason":"', '"reason":"x'), '{}')`,
      answered_at: '5',
    };
    fc.assert(
      fc.property(place, fc.constantFrom(...Object.entries(columns)), (id, [column, value]) => {
        const findings = findingsAfter(store, (db) => {
          const table = OWN.has(column) ? 'certifications' : 'records';
          db.prepare(`UPDATE ${table} SET ${column} = ${value} WHERE id = ?`).run(id);
        });
        expect(findings).toHaveLength(1);
        expect(findings[0]).toMatch(new RegExp(`^\\w+ ${store.numbers[id - 1]}: altered \\(\\w+\\)$`));
      }),
      { numRuns: 80 },
    );
  });

  it('names the certification that was deleted, renumbered or swapped', async () => {
    const store = await sample();
    const number = (id: number): string => `certification ${store.numbers[id - 1]}`;
    fc.assert(
      fc.property(place, place, (a, b) => {
        fc.pre(a < b);
        expect(
          findingsAfter(store, (db) => {
            db.prepare('DELETE FROM records WHERE id = ?').run(a);
            db.prepare('DELETE FROM outbox WHERE id = ?').run(a);
          }),
        ).toEqual([`${number(a)}: missing`]);
        expect(
          findingsAfter(store, (db) => {
            db.prepare("UPDATE records SET number = '0000000000000000' WHERE id = ?").run(a);
          }),
        ).toEqual(['certification 0000000000000000: not in the audit log', `${number(a)}: missing`]);
        const swapped = findingsAfter(store, (db) => {
          for (const table of ['records', 'certifications', 'outbox'])
            for (const [from, to] of [
              [a, -1],
              [b, a],
              [-1, b],
            ])
              db.prepare(`UPDATE ${table} SET id = ? WHERE id = ?`).run(to, from);
        });
        expect(swapped).toEqual([
          `${number(b)}: swapped, stands at ${a} and belongs at ${b}`,
          `${number(a)}: swapped, stands at ${b} and belongs at ${a}`,
        ]);
      }),
      { numRuns: 15 },
    );
  });

  it('names an outbox row that was taken out, put in or changed', async () => {
    const store = await sample();
    fc.assert(
      fc.property(place, (id) => {
        const flip = findingsAfter(store, (db) => {
          const { changes } = db.prepare('DELETE FROM outbox WHERE id = ?').run(id);
          if (changes === 0) db.prepare("INSERT INTO outbox (id, state) VALUES (?, 'queued')").run(id);
        });
        const word = id <= 2 ? 'added' : 'missing';
        expect(flip).toEqual([`certification ${store.numbers[id - 1]}: outbox row ${word}`]);
        const parked = findingsAfter(store, (db) => {
          db.prepare("UPDATE outbox SET state = 'parked', note = 'no reason' WHERE id = ?").run(id);
        });
        const expected = id <= 2 ? [] : [`certification ${store.numbers[id - 1]}: outbox row altered`];
        expect(parked).toEqual(expected);
      }),
    );
  });

  it('names the audit row that was edited, deleted or swapped', async () => {
    const store = await sample();
    const rows = new Database(store.bytes).prepare('SELECT max(sequence) FROM audit').pluck().get() as number;
    const row = fc.integer({ min: 1, max: rows });
    fc.assert(
      fc.property(row, row, (a, b) => {
        fc.pre(a < b);
        const audit = (findings: readonly string[]): readonly string[] =>
          findings.filter((finding) => finding.startsWith('audit'));
        expect(
          audit(
            findingsAfter(store, (db) => {
              db.prepare('UPDATE audit SET at = at - 60000 WHERE sequence = ?').run(a);
            }),
          ),
        ).toEqual([`audit row ${a}: altered`]);
        expect(
          audit(
            findingsAfter(store, (db) => {
              db.prepare('DELETE FROM audit WHERE sequence = ?').run(a);
            }),
          ),
        ).toEqual([`audit row ${a}: missing`]);
        expect(
          audit(
            findingsAfter(store, (db) => {
              for (const [from, to] of [
                [a, -1],
                [b, a],
                [-1, b],
              ])
                db.prepare('UPDATE audit SET sequence = ? WHERE sequence = ?').run(to, from);
            }),
          ),
        ).toEqual([`audit row ${a}: swapped, this is row ${b}`, `audit row ${b}: swapped, this is row ${a}`]);
      }),
      { numRuns: 15 },
    );
  });
});
