import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportWithTrace } from '../../../../app/county/audit/chain/outgoing.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { smallCounty } from './small-county.ts';
import { bornOn } from '../contributions/support.ts';
import { policy } from '../../lab/run-policy.ts';
import { county } from '../support/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'songbai-trace-'));
const model = join(directory, 'model.db');
const db = `sqlite:${join(directory, 'county.db')}`;
beforeAll(async () => {
  await (await smallCounty(`sqlite:${model}`, directory)).close();
});
beforeEach(() => copyFileSync(model, join(directory, 'county.db')));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function traces(): Promise<readonly (readonly [string, unknown])[]> {
  const store = await openCountyStore(db);
  const rows = await store.db
    .selectFrom('audit')
    .select(['event', 'details'])
    .where('event', 'like', 'personal-data-%')
    .orderBy('sequence')
    .execute();
  await store.close();
  return rows.map(({ event, details }) => [event, JSON.parse(details)]);
}

describe('personal data that leaves', () => {
  it.each([
    ['certifications', 3],
    ['accounts', 2],
    ['ledger', undefined],
    ['payments', undefined],
  ] as const)('leaves a trace: %s', async (what, expected) => {
    const { code, stdout } = await county(
      'export',
      what,
      '--operator',
      '王办',
      '--since',
      '2020-01-01',
      '--db',
      db,
    ).then((ended) => (ended.code === 2 ? county('export', what, '--operator', '王办', '--db', db) : ended));
    expect(code).toBe(0);
    const rows = stdout.trimEnd().split('\n').length - 1;
    expect(rows).toBe(expected ?? rows);
    expect(await traces()).toEqual([
      ['personal-data-export-begun', expect.objectContaining({ what, operator: '王办' })],
      ['personal-data-exported', expect.objectContaining({ what, operator: '王办', rows, complete: true })],
    ]);
  });

  it('leaves one too when nobody reads to the end', async () => {
    const store = await openCountyStore(db);
    const pieces = async function* () {
      yield 'header\na\nb\n';
      yield 'c\n';
    };
    await exportWithTrace(store, { what: 'payments' }, pieces(), async (some) => {
      for await (const piece of some) if (piece !== '') break;
    });
    await store.close();
    expect(await traces()).toEqual([
      ['personal-data-export-begun', { what: 'payments' }],
      ['personal-data-exported', { what: 'payments', rows: 2, complete: false }],
    ]);
  });

  it('leaves one when an account is explained', async () => {
    await policy('explain', '--person', bornOn('1955-05-20'), '--db', db, '--operator', '李办');
    expect(await traces()).toEqual([
      ['personal-data-exported', { what: 'explanation', operator: '李办', rows: 1, complete: true }],
    ]);
  });
});
