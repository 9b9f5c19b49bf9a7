import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTerminalStore } from '../../../../app/terminal/store/open.ts';
import { writeProbe } from '../../../../app/terminal/supervisor/watchdog.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { draft, open, openEnrolled, setClock, temporaryDirectory } from './fixture.ts';

function modes(directory: string): Record<string, string> {
  const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
  const names = readdirSync(directory).map((name) => [name, mode(join(directory, name))]);
  return Object.fromEntries([['.', mode(directory)], ...names]) as Record<string, string>;
}

describe.each([
  ['000', 0o000],
  ['077', 0o077],
] as const)('under umask %s', (_, umask) => {
  it('everything in dataDir is for its owner alone', async () => {
    const before = process.umask(umask);
    onTestFinished(() => void process.umask(before));
    const { dataDir, journal } = openEnrolled({ dataDir: join(temporaryDirectory(), 'a', 'data') });
    await journal.commit(draft());
    await writeProbe(dataDir)();
    expect(modes(join(dataDir, '..'))).toEqual({ '.': '700', data: '700' });
    const found = modes(dataDir);
    expect(found).toMatchObject({
      '.': '700',
      alive: '600',
      'terminal.db': '600',
      'terminal.db-wal': '600',
      'terminal.db-shm': '600',
      'terminal.key': '600',
      'terminal.lock': '600',
    });
    expect(new Set(Object.entries(found).flatMap(([name, mode]) => (name === '.' ? [] : [mode])))).toEqual(
      new Set(['600']),
    );
  });
});

describe('an installation that others could read', () => {
  it('is closed at the next start, copies put aside included, and says so once', () => {
    const dataDir = join(temporaryDirectory(), 'data');
    open({ dataDir }).close();
    writeFileSync(join(dataDir, 'terminal.db.damaged-1'), 'pages');
    writeFileSync(join(dataDir, 'notes.txt'), 'somebody else put this here');
    for (const name of readdirSync(dataDir)) chmodSync(join(dataDir, name), 0o644);
    chmodSync(dataDir, 0o755);
    const lines: string[] = [];
    open({ dataDir, report: (line) => lines.push(line) }).close();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^others could read \S+data \(755, now 700\), .*terminal\.key \(644, now 600\)/);
    const { 'notes.txt': notes, ...ours } = modes(dataDir);
    expect(notes).toBe('644');
    expect(ours).toMatchObject({ '.': '700', 'terminal.db.damaged-1': '600', 'terminal.key': '600' });
    open({ dataDir, report: (line) => lines.push(line) }).close();
    expect(lines).toHaveLength(1);
  });

  it('does not start in a folder that everyone uses', () => {
    const dataDir = join(temporaryDirectory(), 'tmp');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o1777);
    const opened = openTerminalStore({
      dataDir,
      crypto: nodeCrypto,
      clock: setClock(),
      random: systemRandom,
      demo: true,
    });
    expect(opened).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        line: `${dataDir} is a folder that everyone keeps files in; name a folder of its own`,
      },
    });
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
