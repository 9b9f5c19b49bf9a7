import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import { compose } from '../../../../app/county/domain/compose.ts';
import type { Domain } from '../../../../app/county/domain/domain.ts';
import { COUNTY } from '../../../../app/county/domains.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';

const made: string[] = [];
const part = (name: string) => async (): Promise<void> => {
  made.push(name);
};

function domain(name: string, more: Partial<Domain>): Domain {
  return { name, tables: [], migrations: {}, replays: [], tells: [], ...more };
}

describe('domains', () => {
  it('make each step of the schema together, in their order', async () => {
    made.length = 0;
    const { migrations } = compose([
      domain('a', { migrations: { 1: part('a1'), 3: part('a3') } }),
      domain('b', { migrations: { 1: part('b1'), 2: part('b2'), 3: part('b3') } }),
      domain('c', {}),
    ]);
    for (const step of migrations)
      await step({} as Kysely<unknown>, 'sqlite', {
        clock: { now: () => 0 } as never,
        crypto: nodeCrypto,
        sealed: [],
      });
    expect(migrations).toHaveLength(3);
    expect(made).toEqual(['a1', 'b1', 'b2', 'a3', 'b3']);
  });

  it('leave no step out', () => {
    expect(() => compose([domain('a', { migrations: { 1: part('a1'), 3: part('a3') } })])).toThrow(
      'no domain makes version 2',
    );
  });

  it('share no table', () => {
    const persons = COUNTY.tables.filter(({ name }) => name === 'persons');
    expect(persons).toHaveLength(1);
    expect(() => compose([domain('a', { tables: persons }), domain('b', { tables: persons })])).toThrow(
      'table persons belongs to two domains',
    );
  });
});

describe('the registry', () => {
  it('knows every table that the migrations make, and no other', async () => {
    const store = await openCountyStore('sqlite::memory:');
    const tables = await store.db.introspection.getTables();
    const names = tables.map(({ name }) => name).filter((name) => name !== 'schema_version');
    expect(COUNTY.tables.map(({ name }) => name).sort()).toEqual(names.sort());
    await store.close();
  });

  it('says of every sealed table what holds each of its columns, keys first and in their order', async () => {
    const store = await openCountyStore('sqlite::memory:');
    for (const { name, columns } of COUNTY.sealed) {
      const found = await store.db.introspection.getTables();
      const there = found.find((table) => table.name === name)?.columns.map((column) => column.name) ?? [];
      expect(Object.keys(columns).sort(), name).toEqual([...there].sort());
      const holds = Object.values(columns);
      expect(holds.slice(0, holds.lastIndexOf('key') + 1).every((hold) => hold === 'key')).toBe(true);
    }
    await store.close();
  });

  it('has a replay that reads what a new county tells of itself', async () => {
    const store = await openCountyStore('sqlite::memory:');
    await store.db.updateTable('counties').set({ counter: '9号窗口' }).execute();
    expect((await verifyCounty(store.db, nodeCrypto)).findings).toEqual(['county 990101: altered (counter)']);
    await store.close();
  });
});
