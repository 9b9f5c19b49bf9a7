import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badArguments } from '../../../../app/cli/errors.ts';
import { failure } from '../../../../app/county/cli/command.ts';
import { parseDatabaseAddress } from '../../../../app/county/store/dialect.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { shownAddress } from '../../../../app/county/store/messages/shown-address.ts';

describe('an address as it is printed', () => {
  it.each([
    ['postgres://songbai:geheim@db.example:5432/county', 'postgres://db.example:5432/county'],
    ['postgresql://songbai@db.example/county', 'postgresql://db.example/county'],
    [
      'postgres://db.example/county?user=songbai&password=geheim',
      'postgres://db.example/county?user=songbai&password=***',
    ],
    [
      'postgres://db.example/county?pass%77ord=geheim&sslmode=require',
      'postgres://db.example/county?pass%77ord=***&sslmode=require',
    ],
    ['postgres://u:ge/hei?m#@db.example/county', 'postgres://db.example/county'],
    ['postgres://u:g@heim@db.example/county', 'postgres://db.example/county'],
    ['postgres:///county?host=/run/postgresql', 'postgres:///county?host=/run/postgresql'],
    ['postgres://db.example/county#geheim', 'postgres://db.example/county'],
    ['mysql://root:geheim@h/d', 'mysql://h/d'],
    ['host=h user=u password=geheim dbname=d', 'host=h user=u password=*** dbname=d'],
    ["host=h password = 'ge heim' dbname=d", 'host=h password = *** dbname=d'],
    ['sqlite:/var/lib/songbai/county@home.db', 'sqlite:/var/lib/songbai/county@home.db'],
    ['"postgres://u:geheim@h/d" is one argument too many', '"postgres://h/d" is one argument too many'],
  ])('%s', (address, shown) => expect(shownAddress(address)).toBe(shown));

  it('never holds the password, whatever it is made of', () => {
    const password = fc.stringMatching(/^[!-~]{6,20}$/).filter((text) => !text.includes('"'));
    fc.assert(
      fc.property(password, (secret) => {
        expect(shownAddress(`postgres://songbai:${secret}@db.example/county`)).toBe(
          'postgres://db.example/county',
        );
        const encoded = encodeURIComponent(secret);
        expect(shownAddress(`postgres://db.example/county?password=${encoded}`)).not.toContain(encoded);
      }),
    );
  });

  it('is what errors of every kind hold', async () => {
    const parsed = parseDatabaseAddress('mysql://root:geheim@h/d?password=geheim');
    expect(parsed.ok ? '' : parsed.error).toMatch(/mysql:/);
    expect(parsed.ok ? '' : parsed.error).not.toMatch(/geheim/);
    const misplaced = badArguments('"postgres://songbai:geheim@h/d" is one argument too many');
    expect(failure(misplaced).line).toBe('"postgres://h/d" is one argument too many');
    expect(failure(new Error('no such file: postgres://songbai:geheim@h/d')).line).not.toMatch(/geheim/);
    const attempt = openCountyStore('postgres://127.0.0.1:1/none?user=songbai&password=geheim');
    await expect(attempt).rejects.toThrow(
      /^postgres:\/\/127\.0\.0\.1:1\/none\?user=songbai&password=\*\*\* cannot be used: the database cannot be reached \(.*ECONNREFUSED.*\); once/,
    );
  });
});
