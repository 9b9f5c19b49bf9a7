import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startDemo } from '../../../app/demo/demo.ts';

it.each([
  ['that is new', undefined, '000', 0o000],
  ['that others could read', 0o755, '077', 0o077],
] as const)('a demo folder %s is for its owner alone (mode %s, umask %s)', async (_, mode, _umask, umask) => {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-demo-'));
  const before = process.umask(umask);
  onTestFinished(() => {
    process.umask(before);
    rmSync(directory, { recursive: true, force: true });
  });
  const data = join(directory, '.songbai');
  if (mode !== undefined) {
    mkdirSync(data);
    chmodSync(data, mode);
  }
  const lines: string[] = [];
  const demo = await startDemo({ data, countyPort: 0, progress: (line) => lines.push(line) });
  try {
    const names = ['', ...readdirSync(data, { recursive: true, encoding: 'utf8' })];
    expect(names).toEqual(
      expect.arrayContaining([
        'county.db',
        'county.db-wal',
        'county-keys',
        'terminal',
        'terminal/terminal.db',
      ]),
    );
    for (const name of names) {
      const found = statSync(join(data, name));
      expect([name, found.mode & 0o777]).toEqual([name, found.isDirectory() ? 0o700 : 0o600]);
    }
    const said = lines.filter((line) => line.includes('others could read'));
    expect(said).toEqual(mode === undefined ? [] : [`demo: others could read ${data} (755, now 700)`]);
  } finally {
    await demo.stop();
  }
});
