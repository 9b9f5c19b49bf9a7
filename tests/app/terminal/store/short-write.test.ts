import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMarks, writeMarks } from '../../../../app/terminal/store/files.ts';
import { UNBORN } from '../../../../app/terminal/store/marks.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { temporaryDirectory } from './fixture.ts';

const FILES = new URL('../../../../app/terminal/store/files.ts', import.meta.url).href;
const CRYPTO = new URL('../../../../shared/protocol/node-crypto.ts', import.meta.url).href;

/** 2,000 bytes and more. */
const LONG = {
  ...UNBORN,
  days: Object.fromEntries(
    Array.from({ length: 99 }, (_, day) => [`26112300${String(day).padStart(2, '0')}`, 64]),
  ),
};

describe('the marks', () => {
  it.skipIf(process.platform === 'win32')('stay as they were when the disk takes only half of them', () => {
    const dataDir = temporaryDirectory();
    writeMarks(dataDir, nodeCrypto, { ...UNBORN, base: 7 });
    const before = readFileSync(join(dataDir, 'terminal.marks'), 'utf8');
    const script = `
      const { writeMarks } = await import(${JSON.stringify(FILES)});
      const { nodeCrypto } = await import(${JSON.stringify(CRYPTO)});
      try {
        writeMarks(${JSON.stringify(dataDir)}, nodeCrypto, ${JSON.stringify(LONG)});
        console.log('written');
      } catch (cause) {
        console.log(cause.code);
      }`;
    // No file of this process grows beyond 1 KiB: like a full disk, the system takes what fits.
    const said = execFileSync(
      'bash',
      ['-c', 'trap "" XFSZ; ulimit -f 1; exec "$0" --input-type=module -e "$1"', process.execPath, script],
      { encoding: 'utf8', cwd: dataDir },
    );
    expect(said.trim()).toBe('EFBIG');
    expect(readFileSync(join(dataDir, 'terminal.marks'), 'utf8')).toBe(before);
    expect(readMarks(dataDir, nodeCrypto)).toMatchObject({ kind: 'there', value: { base: 7 } });
    expect(readdirSync(dataDir)).toContain('terminal.marks');
  });
});
