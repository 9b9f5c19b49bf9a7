import { describe, expect, it, onTestFinished } from 'vitest';
import { openCountyStore } from '../../../../app/county/open.ts';
import { plainWire } from '../../../../app/county/store/postgres/plain-wire.ts';

describe('a PostgreSQL address', () => {
  it.each([
    'postgres://songbai:geheim@db.county.example/songbai',
    'postgres://songbai@192.0.2.7:6432/songbai?sslmode=disable',
    'postgresql://songbai@[2001:db8::7]/songbai',
    'postgres:///songbai?host=db.county.example',
  ])('%s is warned of, without its password', (url) => {
    const line = plainWire(url);
    expect(line).toMatch(/^people's data go to \S+ without TLS; add \?sslmode=verify-full to --db/);
    expect(line).not.toContain('geheim');
  });

  it.each([
    'postgres://songbai@db.county.example/songbai?sslmode=verify-full',
    'postgres://songbai@db.county.example/songbai?ssl=true',
    'postgres://songbai@db.county.example/songbai?sslrootcert=/nowhere.pem',
    'postgres://songbai@localhost/songbai',
    'postgres://songbai@127.0.0.1:5433/songbai',
    'postgres://songbai@[::1]/songbai',
    'postgres:///songbai',
    'postgres:///songbai?host=/var/run/postgresql',
    'postgres://%2Fvar%2Frun%2Fpostgresql/songbai',
  ])('%s is not', (url) => {
    expect(plainWire(url)).toBeUndefined();
  });

  it('is warned of whenever it is opened', async () => {
    const lines: string[] = [];
    const report = (line: string): void => void lines.push(line);
    const attempt = openCountyStore('postgres://songbai:geheim@db.invalid:1/none', { report });
    await expect(attempt).rejects.toThrow(/cannot be used/);
    expect(lines).toEqual([
      expect.stringMatching(/^postgres:\/\/db\.invalid:1\/none: people's data go to db\.invalid without TLS/),
    ]);
  });

  it('is read together with the environment, as the driver does', () => {
    const before = process.env['PGSSLMODE'];
    onTestFinished(() => {
      if (before === undefined) delete process.env['PGSSLMODE'];
      else process.env['PGSSLMODE'] = before;
    });
    process.env['PGSSLMODE'] = 'verify-full';
    expect(plainWire('postgres://songbai@db.county.example/songbai')).toBeUndefined();
  });
});
