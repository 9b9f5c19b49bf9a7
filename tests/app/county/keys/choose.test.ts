import { chownSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileVaultOptions } from '../../../../app/county/keys/choose.ts';
import type { DatabaseAddress } from '../../../../app/county/store/dialect.ts';
import { systemRandom } from '../../../../shared/clock/system.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { temporaryDirectory } from './support.ts';

const postgres: DatabaseAddress = { engine: 'postgres', url: 'postgres://h/d' };
const sqlite = (file: string): DatabaseAddress => ({ engine: 'sqlite', file });
const options = (address: DatabaseAddress, env: Readonly<Record<string, string>> = {}) =>
  fileVaultOptions(address, { crypto: nodeCrypto, random: systemRandom, report: () => undefined, env });

describe('the folder of the keys', () => {
  it.each([
    [sqlite('county.db'), {}, 'county-keys', true],
    [sqlite('/var/lib/songbai/county.db'), {}, '/var/lib/songbai/county-keys', true],
    [sqlite('/var/lib/songbai/county.db'), { SONGBAI_KEYS: '/etc/songbai' }, '/etc/songbai', false],
    [sqlite('county.db'), { SONGBAI_KEYS: '' }, 'county-keys', true],
    [postgres, {}, join(homedir(), '.local/share/songbai/county-keys'), true],
    [postgres, { XDG_DATA_HOME: '/srv/data' }, '/srv/data/songbai/county-keys', true],
    [postgres, { SONGBAI_KEYS: 'keys' }, 'keys', false],
  ])('of %j with %j is %s', (address, env, folder, ownFolder) => {
    expect(options(address, env)).toMatchObject({ folder, ownFolder });
  });
});

describe.runIf(process.geteuid?.() === 0)('root', () => {
  it('writes keys for the account that the database belongs to', () => {
    const file = join(temporaryDirectory(), 'county.db');
    expect(options(sqlite(file)).owner).toBeUndefined();
    writeFileSync(file, '');
    expect(options(sqlite(file)).owner).toBeUndefined();
    chownSync(file, 65_534, 65_533);
    expect(options(sqlite(file)).owner).toEqual({ uid: 65_534, gid: 65_533 });
  });
});
