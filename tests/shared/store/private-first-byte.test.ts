import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createPrivate, createPrivateFolder } from '../../../shared/store/private.ts';

// What is narrowed afterwards was open for a moment: here nothing can be narrowed.
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  fchmodSync: () => undefined,
  chmodSync: () => undefined,
}));

it('files and folders are closed in the moment in which they get their names', () => {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-private-'));
  const before = process.umask(0);
  onTestFinished(() => {
    process.umask(before);
    rmSync(directory, { recursive: true, force: true });
  });
  createPrivate(join(directory, 'file'));
  createPrivateFolder(join(directory, 'a', 'b'));
  const modes = ['file', 'a', 'a/b'].map((name) => statSync(join(directory, name)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o700, 0o700]);
});
