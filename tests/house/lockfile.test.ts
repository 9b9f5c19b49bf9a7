import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Lock } from '../tools/complete-lock.ts';
import { missingFromLock } from '../tools/complete-lock.ts';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

describe('the lock file', () => {
  it('has every optional package, so that npm ci works on any platform (node tests/tools/complete-lock.ts)', () => {
    expect(missingFromLock(lock).map(([path]) => path)).toEqual([]);
  });

  it('notices one that is gone', () => {
    const { 'node_modules/@biomejs/cli-darwin-arm64': gone, ...packages } = lock.packages;
    expect(gone).toBeDefined();
    expect(missingFromLock({ packages })).toEqual([
      [
        'node_modules/@biomejs/cli-darwin-arm64',
        expect.objectContaining({ os: ['darwin'], cpu: ['arm64'], optional: true }),
      ],
    ]);
  });

  it('names no package host', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });
});
