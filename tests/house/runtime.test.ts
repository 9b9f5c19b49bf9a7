import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('runs on the pinned Node 24, whatever Node the machine has', () => {
  expect(process.versions.node).toMatch(/^24\./);
});

it('gives the same Node to npm scripts', () => {
  const version = execFileSync('npm', ['exec', '--no', '-c', 'node --version'], { encoding: 'utf8' });
  expect(version.trim()).toBe(`v${process.versions.node}`);
});
