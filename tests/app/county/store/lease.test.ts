import type { PoolClient } from 'pg';
import { DatabaseError } from 'pg';
import { describe, expect, it } from 'vitest';
import { Lease } from '../../../../app/county/store/postgres/lease.ts';
import { SERVING } from '../../../../app/county/store/postgres/limits.ts';

/** A server that answers everything with this SQLSTATE. */
function answering(code: string) {
  const error = new DatabaseError('not now', 0, 'error');
  error.code = code;
  const asked: string[] = [];
  const released: unknown[] = [];
  const client = {
    query: (text: string) => {
      asked.push(text);
      return Promise.reject(error);
    },
    release: (discard: boolean) => released.push(discard),
  } as unknown as PoolClient;
  const lease = new Lease(client, {
    begin: '',
    watchedAs: undefined,
    watch: undefined,
    isBroken: () => false,
    cut: () => undefined,
    limits: SERVING,
  });
  return { error, asked, released, lease };
}

describe('a connection', () => {
  it.each([
    ['to what is no longer the primary', '25006'],
    ['to a server that is going down', '57P01'],
  ])('%s is asked nothing more, and thrown away', async (_, code) => {
    const { error, asked, released, lease } = answering(code);
    await expect(lease.query('insert', [])).rejects.toBe(error);
    await expect(lease.query('rollback', [])).rejects.toBe(error);
    lease.release();
    expect(asked).toEqual(['insert']);
    expect(released).toEqual([true]);
  });

  it('whose statement was refused for itself is asked on, and kept', async () => {
    const { asked, released, lease } = answering('23505');
    await expect(lease.query('insert', [])).rejects.toThrow('not now');
    await expect(lease.query('rollback', [])).rejects.toThrow('not now');
    lease.release();
    expect(asked).toEqual(['insert', 'rollback']);
    expect(released).toEqual([false]);
  });
});
