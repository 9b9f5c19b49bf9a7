import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import type { Insertable } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportCertifications } from '../../../../app/county/certifications/export-certifications.ts';
import { writePieces } from '../../../../app/county/csv/pieces.ts';
import type { CertificationTable } from '../../../../app/county/certifications/tables.ts';
import { syntheticId } from '../support/county.ts';
import type { Bench } from '../persons/support.ts';
import { HEADER, line, openBench } from '../persons/support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => await bench.close());

const COLUMNS =
  'certificate_no,id_number,name,method,decision,demo,terminal,occurred_at,received_at,valid_through';

type Row = Insertable<CertificationTable>;

function certification(n: number, more: Partial<Row> = {}): Row {
  return {
    county: '990101',
    certificate_no: String(2_611_230_001_000_000 + n),
    terminal: 't-1',
    epoch: '00000000000000ab',
    sequence: n,
    record_hash: String(n),
    signature: '',
    record: '{}',
    id_number: syntheticId(1),
    name: '石𠮷䶮',
    method: 'face',
    demo: 0,
    occurred_at: Date.parse('2026-11-23T08:05:06.007Z'),
    received_at: Date.parse('2026-11-23T08:05:07Z'),
    clock_skewed: 0,
    counted_month: '2026-11',
    first_answer: '{}',
    decision: 'accepted',
    reason: null,
    valid_through: '2027-10',
    resumption_proposed: 0,
    decided_at: 0,
    decided_by: 'rule',
    ...more,
  };
}

async function add(...rows: readonly Row[]): Promise<void> {
  for (let start = 0; start < rows.length; start += 500)
    await bench.store.db
      .insertInto('certifications')
      .values(rows.slice(start, start + 500))
      .execute();
}

async function text(since?: string): Promise<string> {
  const pieces = exportCertifications(bench.store, since === undefined ? {} : { since });
  if (!pieces.ok) throw new Error(pieces.error);
  let whole = '';
  for await (const piece of pieces.value) whole += piece;
  return whole;
}

async function terminal(name: string): Promise<void> {
  await bench.store.db
    .insertInto('terminals')
    .values({
      county: '990101',
      terminal: 't-1',
      number: 1,
      name,
      public_key: 'k',
      software: '',
      enrolled_at: 0,
    })
    .execute();
}

describe('one row per certification', () => {
  test('full values, the terminal by name, times in China', async () => {
    await terminal('县社保大厅 1 号机');
    await add(certification(1));
    expect(await text()).toBe(
      `${COLUMNS}\n2611230001000001,${syntheticId(1)},石𠮷䶮,face,accepted,false,县社保大厅 1 号机,2026-11-23T16:05:06.007+08:00,2026-11-23T16:05:07.000+08:00,2027-10\n`,
    );
  });

  test('what is not accepted has no month, demo is said, and odd names are quoted', async () => {
    await terminal('大厅, "东"');
    await add(certification(1, { decision: 'refused', valid_through: null, demo: 1, method: 'witness' }));
    const [row] = parse<Record<string, string>>(await text(), { columns: true });
    expect(row).toMatchObject({
      decision: 'refused',
      valid_through: '',
      demo: 'true',
      method: 'witness',
      terminal: '大厅, "东"',
    });
  });

  test('a typed number has its name from the roster, if it is there', async () => {
    await bench.load(`${HEADER}\n${line(1, { name: '柏青禾' })}\n`);
    await add(certification(1, { name: '' }), certification(2, { name: '', id_number: syntheticId(2) }));
    const rows = parse<Record<string, string>>(await text(), { columns: true });
    expect(rows.map(({ name }) => name)).toEqual(['柏青禾', '']);
  });

  test('an empty county has the header only', async () => {
    expect(await text()).toBe(`${COLUMNS}\n`);
  });

  test('an impossible clock does not stop the rest', async () => {
    await add(certification(1, { occurred_at: Number.MAX_SAFE_INTEGER }), certification(2));
    const rows = parse<Record<string, string>>(await text(), { columns: true });
    expect(rows.map((row) => row['occurred_at'])).toEqual(['', '2026-11-23T16:05:06.007+08:00']);
  });
});

describe('order and choice', () => {
  test('by receipt, then number; each once, over any number of pages', async () => {
    const rows = Array.from({ length: 2501 }, (_, index) =>
      // Runs of the same instant reach over the borders of pages.
      certification(index + 1, {
        received_at: 1_795_420_800_000 + Math.floor(((index * 7919) % 2501) / 700),
      }),
    );
    await add(...rows);
    const expected = rows
      .toSorted((a, b) => a.received_at - b.received_at || (a.certificate_no < b.certificate_no ? -1 : 1))
      .map((row) => row.certificate_no);
    const found = parse<Record<string, string>>(await text(), { columns: true });
    expect(found.map((row) => row['certificate_no'])).toEqual(expected);
  });

  test('since a day begins at its midnight in China', async () => {
    const midnight = Date.parse('2026-11-23T00:00:00+08:00');
    await add(
      certification(1, { received_at: midnight - 1 }),
      certification(2, { received_at: midnight }),
      certification(3, { received_at: midnight + 1 }),
    );
    expect(
      (await text('2026-11-23'))
        .split('\n')
        .slice(1, -1)
        .map((row) => row.slice(0, 16)),
    ).toEqual(['2611230001000002', '2611230001000003']);
  });

  test.each(['yesterday', '2026-11', '2026-02-30', ''])('since %j is refused in one line', (since) => {
    const pieces = exportCertifications(bench.store, { since });
    expect(pieces.ok ? '' : pieces.error).toMatch(/^--since .* is not a day; write YYYY-MM-DD$/);
  });
});

describe('writing to a stream', () => {
  async function* pieces(): AsyncGenerator<string> {
    for (let n = 0; n < 50; n++) yield `${n}\n`.repeat(1000);
  }

  test('waits for a slow reader and loses nothing', async () => {
    const stream = new PassThrough({ highWaterMark: 16 });
    const read = stream.toArray();
    await writePieces(pieces(), stream);
    stream.end();
    expect(Buffer.concat((await read) as Buffer[]).toString()).toHaveLength(
      Array.from({ length: 50 }, (_, n) => `${n}\n`.length * 1000).reduce((a, b) => a + b),
    );
  });

  test('a reader that leaves ends it quietly', async () => {
    const stream = new PassThrough({ highWaterMark: 16 });
    stream.once('data', () => stream.destroy());
    await expect(writePieces(pieces(), stream)).resolves.toBeUndefined();
  });
});
