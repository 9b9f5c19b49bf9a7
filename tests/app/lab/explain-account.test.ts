import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followStep } from '../../shared/pension/life/calculator.ts';
import { openBooks } from '../county/corrections/books.ts';
import { policy } from './run-policy.ts';

const SOMEONE = '990101195301155014';

const explain = (...args: readonly string[]) => policy('explain', ...args);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-explain-account-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Somebody paid since February 2013, in a county whose books end in 2015. */
async function booked(): Promise<string> {
  const db = `sqlite:${join(directory, 'county.db')}`;
  const books = await openBooks('2016-01-20T09:00:00+08:00', db);
  await books.person(SOMEONE);
  await books.paid(SOMEONE, 2011, 100, 30);
  await books.paid(SOMEONE, 2012, 1000, 50);
  await books.applied(SOMEONE, '2013-02', '2013-02', '1953-01-15');
  await books.through('2015-12');
  await books.store.close();
  return db;
}

describe('policy explain of an account', () => {
  it('derives every amount of the books so that a calculator gets the same', async () => {
    const db = await booked();
    const { code, out } = await explain('--person', SOMEONE, '--db', db, '--json');
    expect(code).toBe(0);
    const all = out.map((line) => JSON.parse(line) as { of: string; fen: number; steps: string[] });
    for (const { steps } of all)
      for (const step of steps) {
        const { worked, written } = followStep(step);
        expect(worked).toBe(written);
      }
    // 35 months from February 2013, each with its base and four shares of the draw-down.
    expect(all.filter(({ of }) => of.endsWith('/base') && of.startsWith('payment/'))).toHaveLength(35);
    expect(all.find(({ of }) => of === 'assessment/2013-02/account')?.fen).toBeGreaterThan(0);
  });

  it('says so when the books do not add up, and names nobody', async () => {
    const db = await booked();
    const books = await openBooks('2016-01-20T09:00:00+08:00', db);
    await books.paid(SOMEONE, 2014, 100, 30, '2012-11-15');
    await books.store.close();
    const { code, error } = await explain('--person', SOMEONE, '--db', db);
    expect(code).toBe(1);
    expect(error.join('\n')).toMatch(/the books do not add up: they hold/);
    expect(error.join('\n')).not.toContain(SOMEONE);
  });

  it('says what to do first in a county that has settled nothing yet', async () => {
    const db = `sqlite:${join(directory, 'fresh.db')}`;
    const books = await openBooks('2016-01-20T09:00:00+08:00', db);
    await books.person(SOMEONE);
    await books.paid(SOMEONE, 2012, 1000, 50);
    await books.store.close();
    const { code, out, error } = await explain('--person', SOMEONE, '--db', db);
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(error).toHaveLength(1);
    expect(error[0]).toMatch(
      /nothing is settled or paid yet, .*write "npm run county -- settle --year \d{4} --db …" .*first$/,
    );
    expect(error[0]).not.toContain(SOMEONE);
  });

  it('says which database the demo keeps, and how to get it, when none is named', async () => {
    const { code, error } = await explain('--person', SOMEONE);
    expect(code).toBe(2);
    expect(error).toEqual([
      expect.stringMatching(/--db is missing; .*write --db sqlite:\.songbai\/county\.db$/),
    ]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['nobody known', ['--person', '990101195301155022'], /not on the roster/],
    ['a file and a person', ['life.json', '--person', SOMEONE], /name one file, or a person and a database/],
    ['nothing', [], /name one file, or a person and a database/],
  ])('refuses %s', async (_, args, expected) => {
    const db = await booked();
    const { code, error } = await explain(...args, ...(args.includes('--person') ? ['--db', db] : []));
    expect(code).toBeGreaterThan(0);
    expect(error).toHaveLength(1);
    expect(error[0]).toMatch(expected);
  });
});
