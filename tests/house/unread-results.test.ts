import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { unreadResults } from '../tools/unread-results.ts';

let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(process.cwd(), 'dist-unread-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it('finds a Result that nobody reads, awaited or not, and nothing else', () => {
  writeFileSync(
    join(scratch, 'a.ts'),
    [
      "import type { Result } from '../shared/result/result.ts'; import { unread } from '../shared/result/background.ts';",
      'declare function save(): Result<number, string>;',
      'declare function saveLater(): Promise<Result<number, string>>;',
      'save();',
      'await saveLater();',
      'saveLater();',
      'const read = save();',
      'if (!read.ok) console.log(read.error);',
      'console.log((await saveLater()).ok);',
      'void save();',
      'if (read.ok) read.value > 1 && save();',
      'read.ok ? await saveLater() : console.log(1);',
      'declare function each(work: () => void): void;',
      'declare function map(work: () => unknown): void;',
      'each(() => save());',
      'map(() => save());',
      'each(() => void save());',
      'each(() => unread(save()));',
      'unread(saveLater());',
    ].join('\n'),
  );
  writeFileSync(
    join(scratch, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', include: ['a.ts'], exclude: [] }),
  );
  const lines = unreadResults(join(scratch, 'tsconfig.json')).map((finding) => /:(\d+):/.exec(finding)?.[1]);
  expect(lines).toEqual(['4', '5', '6', '10', '11', '12', '15', '17']);
});
