import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatRows, readHeader, splitRow } from '../../../../app/county/csv/csv.ts';
import { parsePersonRow, PERSON_COLUMNS } from '../../../../shared/pension/person-row.ts';
import type { Bench } from '../persons/support.ts';
import { HEADER, line, openBench } from '../persons/support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => await bench.close());

const RUNS = { numRuns: 60 };

/** Imports and checks what always holds: no exception, all or nothing of a refused file, no bad row in. */
async function holds(content: string | Buffer): Promise<void> {
  await bench.store.db.deleteFrom('persons').execute();
  const outcome = await bench.load(content);
  const people = await bench.people();
  if (!outcome.ok) {
    expect(outcome.error.kind).toBe('refused');
    expect(outcome.error.message).not.toMatch(/[\r\n]/);
    expect(people).toEqual([]);
    return;
  }
  expect(people).toHaveLength(outcome.value.imported);
  expect(bench.rejects()?.length ?? 0).toBeGreaterThanOrEqual(outcome.value.rejected);
  for (const person of people) {
    const fields = Object.fromEntries(PERSON_COLUMNS.map((column) => [column, person[column] ?? '']));
    expect(parsePersonRow(fields as Parameters<typeof parsePersonRow>[0]).ok).toBe(true);
  }
}

test('any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => await holds(Buffer.from(bytes))),
    RUNS,
  );
});

test('any bytes behind a right header', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      async (bytes) => await holds(Buffer.concat([Buffer.from(`${HEADER}\n${line(1)}\n`), bytes])),
    ),
    RUNS,
  );
});

test('any columns and any values', async () => {
  const value = fc.oneof(fc.string(), fc.constantFrom('', '"', ',', '""', '\r', '=1+1', 'rural', '2026-11'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constantFrom(...PERSON_COLUMNS), fc.string({ maxLength: 8 })), { maxLength: 14 }),
      fc.array(fc.array(value, { maxLength: 14 }), { maxLength: 6 }),
      async (columns, rows) => await holds([columns, ...rows].map((row) => row.join(',')).join('\n')),
    ),
    RUNS,
  );
});

test('a good file with one byte changed: the rows around it are in, or none is', async () => {
  const good = Buffer.from(`${[HEADER, ...[1, 2, 3, 4, 5].map((n) => line(n))].join('\n')}\n`);
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
      const changed = Buffer.from(good);
      changed[at] = byte;
      await holds(changed);
      const count = (await bench.people()).length;
      if (at >= HEADER.length + 1 && count > 0) expect(count).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 120 },
  );
});

test('what is written is read again, whatever it holds', () => {
  const value = fc.string().filter((text) => !/[\r\n]/.test(text));
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 8 }), (row) => {
      const text = formatRows([row]);
      expect(text.endsWith('\n')).toBe(true);
      expect(splitRow(text.slice(0, -1))).toEqual({ ok: true, value: row });
    }),
  );
});

test('quotes stand only where they are needed', () => {
  expect(formatRows([['柏 青', 'a,b', 'say "x"', '', '1', "o'b"]])).toBe(`柏 青,"a,b","say ""x""",,1,o'b\n`);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd|x', "'+cmd|x"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1', "' =1"],
  ['\t=1', "' =1"],
  ['\r\n=1', "'  =1"],
  ['＝1', "'＝1"],
  ["'=1", "''=1"],
  ['-', "'-"],
  ['--1', "'--1"],
  ['-1.2.3', "'-1.2.3"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
])('no spreadsheet works out %j', (value, cell) => {
  expect(formatRows([[value, '1']])).toBe(`${cell},1\n`);
});

test.each(['-12.00', '+12', '-0.01', '0', '1-2', "o'brien", "'", "''5", '王='])(
  '%j stays as it is',
  (value) => {
    expect(formatRows([[value, '1']])).toBe(`${value},1\n`);
  },
);

test('a value is one line without control characters, whatever it holds', () => {
  const unit = fc.constantFrom('\0', '\r', '\n', '\u2028', '\u0085', '\u007f', '=', ' ', 'a', '"');
  fc.assert(
    fc.property(fc.array(fc.string({ unit }), { minLength: 2, maxLength: 5 }), (row) => {
      expect(formatRows([row]).slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});

test('what was made harmless is read as it was', () => {
  const unit = fc.constantFrom("'", '=', '+', '-', '@', '＝', ' ', '1', '.', 'a', '"', ',');
  fc.assert(
    fc.property(fc.array(fc.string({ unit }), { minLength: 2, maxLength: 5 }), (row) => {
      expect(splitRow(formatRows([row]).slice(0, -1))).toEqual({ ok: true, value: row });
    }),
    { numRuns: 1000 },
  );
});

test('no header line throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void readHeader(text, PERSON_COLUMNS)));
});
