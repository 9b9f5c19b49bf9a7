import { describe, expect, it } from 'vitest';
import type { Wish } from './scratch-lint.ts';
import { lintImports } from './scratch-lint.ts';

/** County and terminal know each other by the protocol alone, and the screen knows neither. */
const FORBIDDEN: readonly Wish[] = [
  ['app/county/terminals/a.ts', '../../../flows/contract/ports.ts'],
  ['app/county/terminals/a.ts', '../../../devices/contract/status.ts'],
  ['app/county/a.ts', '../../devices/registry/registry.ts'],
  ['app/county/a.ts', '../terminal/terminal.ts'],
  ['app/county/alarms/a.ts', '../../terminal/store/files.ts'],
  ['app/county/alarms/a.ts', '../../../app/terminal/store/files.ts'],
  ['app/county/http/a.ts', '../../screen/main.tsx'],
  ['app/county/settings/a.ts', '../../lab/golden/golden.ts'],
  ['app/county/settings/a.ts', '../../demo/demo.ts'],
  ['app/terminal/a.ts', '../county/service.ts'],
  ['app/terminal/county-link/a.ts', '../../county/store/schema.ts'],
  ['app/terminal/cli/a.ts', '../../county/verify.ts'],
  ['app/terminal/a.ts', '../lab/golden/golden.ts'],
  ['app/terminal/a.ts', '../screen/main.tsx'],
  ['app/screen/a.ts', 'better-sqlite3'],
  ['app/screen/screens/a.ts', 'kysely'],
  ['app/screen/screens/a.ts', 'fastify'],
  ['app/screen/a.ts', '../../shared/store/open.ts'],
  ['app/screen/a.ts', '../../shared/node/arguments.ts'],
  ['app/office/a.ts', 'better-sqlite3'],
  ['app/county/second-engine/a.ts', '../ledger/entries.ts'],
  ['app/county/second-engine/a.ts', '../contributions/check-contribution.ts'],
  ['app/county/second-engine/a.ts', '../../../flows/contract/ports.ts'],
  ['app/lab/golden/a.ts', '../../../tests/fixtures/a.ts'],
  ['app/cli/a.ts', '../../tests/fixtures/a.ts'],
];

const ALLOWED: readonly Wish[] = [
  ['app/county/alarms/a.ts', '../terminals/terminals.ts'],
  ['app/county/alarms/a.ts', '../../../shared/protocol/messages.ts'],
  ['app/county/store/a.ts', 'better-sqlite3'],
  ['app/terminal/a.ts', './county-link/link.ts'],
  ['app/terminal/county-link/a.ts', '../county-link/link.ts'],
  ['app/terminal/store/a.ts', 'better-sqlite3'],
  ['app/cli/a.ts', '../county/verify.ts'],
  ['app/cli/a.ts', '../terminal/store/files.ts'],
  ['app/demo/a.ts', '../county/service.ts'],
  ['app/lab/lives/a.ts', '../../county/second-engine/rules.ts'],
  ['app/screen/a.ts', 'preact'],
];

const said = lintImports([...FORBIDDEN, ...ALLOWED]);

describe('the walls around the county', () => {
  it.each(FORBIDDEN)('%s may not import %s', (file, from) => {
    expect(said(file, from)).toContain('no-restricted-imports');
  });

  it.each(ALLOWED)('%s may import %s', (file, from) => {
    expect(said(file, from)).toBe('');
  });
});
