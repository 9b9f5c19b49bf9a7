import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Slots } from '../../app/update/slots.ts';
import { booted, formatSlots, proven, staged } from '../../app/update/slots.ts';
import { parseVersion } from '../../app/update/version.ts';

/** The script that chooses a version at boot, against the state machine that says how. */
const SCRIPT = resolve('assets/deploy/debian/bin/songbai-slots');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function machine() {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-slots-'));
  folders.push(folder);
  for (const slot of ['a', 'b']) mkdirSync(join(folder, 'slots', slot), { recursive: true });
  const state = join(folder, 'slots.state');
  mkdirSync(state);
  const env = { ...process.env, SONGBAI_STATE_DIR: state, SONGBAI_ROOT: folder };
  const run = (...args: string[]): { status: number; out: string } => {
    const { status, stdout } = spawnSync('sh', [SCRIPT, ...args], { encoding: 'utf8', env });
    return { status: status ?? -1, out: stdout.trim() };
  };
  const file = join(state, 'slots');
  return { folder, run, file, text: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
}
const start: Slots = { active: 'a', trial: undefined, boots: 0, highest: parseVersion('0.0.0')! };

describe('songbai-slots', () => {
  it('does what the state machine does, through any fate', { timeout: 120_000 }, () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant('boot') },
      fc.constant('proven'),
      fc.tuple(fc.nat(2), fc.nat(11), fc.nat(11)).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => {
        const { run, text, folder } = machine();
        let slots = start;
        for (const what of steps) {
          if (what === 'boot') {
            const next = booted(slots);
            slots = next.slots;
            expect(run('boot').out).toBe(next.run);
            expect(readlinkSync(join(folder, 'current'))).toBe(`slots/${next.run}`);
          } else if (what === 'proven') {
            slots = proven(slots);
            run('proven');
          } else {
            const next = staged(slots, parseVersion(what)!);
            expect(run('staged', what).status === 0).toBe(next !== slots);
            slots = next;
          }
          if (text() !== '') expect(text()).toBe(formatSlots(slots));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('goes back after three boots without proof', () => {
    const { run } = machine();
    expect(run('staged', '1.1.0').status).toBe(0);
    expect([1, 2, 3, 4, 5].map(() => run('boot').out).join('')).toBe('bbbaa');
    expect(run('staged', '1.1.0').status).toBe(3);
  });

  it.each(['', 'garbage', 'active=a\n', 'active=b;rm -rf /\ntrial=\nboots=0\nhighest=1.0.0\n'])(
    'runs what is installed when its file is damaged: %j',
    (damage) => {
      const { run, file, folder } = machine();
      writeFileSync(file, damage);
      expect(run('boot')).toEqual({ status: 0, out: 'a' });
      rmSync(join(folder, 'slots', 'a'), { recursive: true });
      expect(run('boot')).toEqual({ status: 0, out: 'b' });
    },
  );

  it.each([['staged', '1.0'], ['staged', '1.0.0; reboot'], ['staged'], ['nonsense'], []])(
    'refuses %j',
    (...args) => {
      const { run, text } = machine();
      expect(run(...(args as string[])).status).not.toBe(0);
      expect(text()).toBe('');
    },
  );
});

describe('songbai-install', () => {
  const INSTALL = resolve('assets/deploy/debian/bin/songbai-install');

  function update(
    version: string,
    change: { offer?: (text: string) => string; bundle?: string; late?: (text: string) => string } = {},
  ) {
    const { folder, run } = machine();
    run('staged', '1.0.0');
    run('boot');
    run('proven');
    const incoming = join(folder, 'incoming');
    const content = join(folder, 'content');
    mkdirSync(incoming);
    mkdirSync(content);
    writeFileSync(join(content, 'songbai'), version, { mode: 0o755 });
    execFileSync('tar', ['-cf', join(incoming, 'bundle.tar'), '-C', content, '.']);
    const key = join(folder, 'key.pem');
    const publicKey = join(folder, 'publisher.pem');
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key]);
    execFileSync('openssl', ['pkey', '-in', key, '-pubout', '-out', publicKey]);
    const size = execFileSync('stat', ['-c', '%s', join(incoming, 'bundle.tar')], {
      encoding: 'utf8',
    }).trim();
    const sha256 = execFileSync('sha256sum', [join(incoming, 'bundle.tar')], { encoding: 'utf8' }).slice(
      0,
      64,
    );
    const text = `songbai-update-v1\nversion=${version}\ncommit=0123456789\nplatform=linux-x64\nsize=${size}\nsha256=${sha256}\n`;
    const offer = join(incoming, 'offer');
    writeFileSync(offer, change.offer?.(text) ?? text);
    execFileSync('openssl', [
      'pkeyutl',
      '-sign',
      '-inkey',
      key,
      '-rawin',
      '-in',
      offer,
      '-out',
      join(folder, 'raw'),
    ]);
    writeFileSync(join(incoming, 'offer.sig'), readFileSync(join(folder, 'raw')).toString('base64'));
    if (change.late) writeFileSync(offer, change.late(text));
    if (change.bundle !== undefined) writeFileSync(join(incoming, 'bundle.tar'), change.bundle);
    const env = {
      ...process.env,
      SONGBAI_STATE_DIR: join(folder, 'slots.state'),
      SONGBAI_ROOT: folder,
      SONGBAI_INCOMING: incoming,
      SONGBAI_KEY: publicKey,
      SONGBAI_SLOTS: SCRIPT,
    };
    const { status, stderr } = spawnSync('sh', [INSTALL], { encoding: 'utf8', env });
    const program = (slot: string): string => {
      const path = join(folder, 'slots', slot, 'songbai');
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    return { status, stderr, run, program, gone: !existsSync(incoming) };
  }

  it('puts a well-signed bundle into the idle slot, to be tried at the next start', () => {
    const { status, stderr, run, program, gone } = update('1.1.0');
    expect(stderr).toBe('');
    expect(status).toBe(0);
    // 1.0.0 is active in slot b, so the update lies in a.
    expect(program('a')).toBe('1.1.0');
    expect(run('boot').out).toBe('a');
    expect(gone).toBe(true);
  });

  it.each([
    [
      'whose offer was changed after signing',
      { late: (text: string) => text.replace('1.1.0', '1.1.1') },
      'signature',
    ],
    ['that was altered', { bundle: 'x' }, 'length'],
    ['for another platform', { offer: (text: string) => text.replace('linux-x64', 'win-x64') }, 'platform'],
    ['of another kind', { offer: (text: string) => text.replace('update-v1', 'record-v1') }, 'kind'],
    ['with another hash', { offer: (text: string) => text.replace(/sha256=../, 'sha256=00') }, 'altered'],
  ])('refuses a bundle %s, and keeps nothing of it', (_name, change, word) => {
    const { status, stderr, run, program, gone } = update('1.1.0', change);
    expect(status).toBe(1);
    expect(stderr).toContain(word);
    expect(program('a')).toBe('');
    expect(run('boot').out).toBe('b');
    expect(gone).toBe(true);
  });

  it.each(['1.0.0', '0.9.0'])('refuses version %s although it is well signed', (version) => {
    const { status, stderr, run } = update(version);
    expect(status).toBe(1);
    expect(stderr).toContain('not newer');
    expect(run('boot').out).toBe('b');
  });
});
