import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** A second way to write CSV would be a second place to forget what `cellOf` does. */
test('CSV is written in one place', () => {
  const writers = readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) =>
      /csv-stringify|\.join\((['"`]),\1\)\s*[+}]\s*[`'"]?\\n/.test(readFileSync(join('app', file), 'utf8')),
    );
  expect(writers).toEqual([join('county', 'csv', 'csv.ts')]);
});
