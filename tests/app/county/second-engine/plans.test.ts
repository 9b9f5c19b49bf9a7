import Database from 'better-sqlite3';
import { beforeAll, expect, it, vi } from 'vitest';
import { policy } from '../../lab/run-policy.ts';

// A search through everybody for each person, or a sort of everybody, gives the same fen, only hours later. A
// county's file holds no statistics, and neither does the one here: SQLite decides by statements and keys alone.

interface Node {
  readonly id: number;
  readonly parent: number;
  readonly detail: string;
}

/** Statements that were put to the books while lives went through the engine, with SQLite's plan of each. */
async function plansOfLives(): Promise<ReadonlyMap<string, readonly Node[]>> {
  const plans = new Map<string, readonly Node[]>();
  const { prepare } = Database.prototype;
  vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Database.Database,
    statement: string,
  ) {
    if (/^\s*(select|insert|delete|with)\b/.test(statement) && !plans.has(statement)) {
      const explain: Database.Statement = prepare.call(this, `explain query plan ${statement}`);
      const values = Array.from(statement.matchAll(/\?/g), () => null);
      plans.set(statement, explain.all(...values) as Node[]);
    }
    return prepare.call(this, statement);
  });
  const { out } = await policy('lives', '--n', '40', '--seed', '7', '--through', '2026-12');
  vi.restoreAllMocks();
  expect(out.at(-1)).toMatch(/^40 lives agree/);
  return plans;
}

let plans: ReadonlyMap<string, readonly Node[]>;
beforeAll(async () => {
  plans = await plansOfLives();
});

/** Searches of the books that are made again and again: for each row of another table, or each person. */
function repeated(plan: readonly Node[]): readonly string[] {
  const correlated = new Set(
    plan.filter(({ detail }) => detail.startsWith('CORRELATED')).map(({ id }) => id),
  );
  const begun = new Set<number>();
  return plan.flatMap(({ parent, detail }) => {
    if (!/^(SEARCH|SCAN)/.test(detail)) return [];
    const again = begun.has(parent) || correlated.has(parent);
    begun.add(parent);
    return again && detail.includes('(county=?') ? [detail] : [];
  });
}

it('searches the books for a person by the person only, and sorts the few but never the many', () => {
  const searches = [...plans.values()].flatMap(repeated);
  expect(searches.length).toBeGreaterThan(50);
  expect([...new Set(searches)].filter((search) => !search.includes('id_number=?'))).toEqual([]);

  const sorted = [...plans].filter(([, plan]) =>
    plan.some(({ detail }) => detail.startsWith('USE TEMP B-TREE')),
  );
  const many = /from \(select id_number, personal as balance_personal|from payments r/;
  expect([...plans.keys()].filter((statement) => many.test(statement))).not.toEqual([]);
  expect(sorted.map(([statement]) => statement).filter((statement) => many.test(statement))).toEqual([]);
});

it('finds the certified, and the corrected, in indexes of their own', () => {
  const lines = [...plans.values()].flat().map(({ detail }) => detail);
  for (const index of ['persons_certified', 'payments_corrections'])
    expect(lines.some((line) => line.includes(`USING COVERING INDEX ${index} (`))).toBe(true);
  expect(
    lines.filter((line) => /^(SCAN|SEARCH) persons /.test(line) && !line.includes('persons_certified')),
  ).toEqual([]);
});
