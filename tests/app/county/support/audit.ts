import { vi } from 'vitest';
import type { TestCounty } from './county.ts';

/** Details of the events of this name in the county's audit chain, in order. */
export async function events(county: TestCounty, name: string): Promise<readonly unknown[]> {
  const rows = await county.store.db
    .selectFrom('audit')
    .select('details')
    .where('event', '=', name)
    .orderBy('sequence')
    .execute();
  return rows.map(({ details }) => JSON.parse(details) as unknown);
}

/** The same, once there are so many: they are written beside the answers. */
export async function eventually(county: TestCounty, name: string, count = 1): Promise<readonly unknown[]> {
  return await vi.waitFor(
    async () => {
      const found = await events(county, name);
      if (found.length < count) throw new Error(`${found.length} events ${name}`);
      return found;
    },
    { timeout: 20_000 },
  );
}
