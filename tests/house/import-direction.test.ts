import { describe, expect, it } from 'vitest';
import type { Wish } from './scratch-lint.ts';
import { lintImports } from './scratch-lint.ts';

/**
 * shared ← devices ← flows ← app, held by lint. Each forbidden import is written into a scratch tree
 * that has the product's own lint configuration, and must turn it red; the allowed ones must not.
 */
const FORBIDDEN: readonly Wish[] = [
  ['shared/view/a.ts', '../../devices/contract/status.ts'],
  ['shared/view/a.ts', '../../flows/session/kiosk.ts'],
  ['shared/view/a.ts', '../../app/terminal/terminal.ts'],
  ['devices/id-card/a.ts', '../../flows/contract/ports.ts'],
  ['devices/id-card/sub/a.ts', '../../../app/terminal/terminal.ts'],
  ['flows/session/a.ts', '../../devices/id-card/driver.ts'],
  ['flows/session/a.ts', '../../devices/transport/serial.ts'],
  ['flows/session/a.ts', '../../devices/camera/scripted.ts'],
  ['flows/session/a.ts', '../../app/terminal/terminal.ts'],
  ['flows/session/a.ts', 'node:fs'],
  ['app/screen/a.ts', '../terminal/terminal.ts'],
  ['app/screen/screens/a.ts', '../../../flows/contract/ports.ts'],
  ['app/screen/screens/a.ts', '../../../devices/contract/status.ts'],
  ['app/screen/a.ts', 'node:path'],
  ['app/screen/frame/a.ts', '../screens/certify/consent.tsx'],
  ['app/screen/screens/visit/a.ts', '../certify/consent.tsx'],
  ['app/screen/screens/certify/a.ts', '../account/account.tsx'],
  ['app/screen/screens/certify/a.ts', '../visit/home.tsx'],
  ['app/screen/screens/certify/a.ts', '../registry.ts'],
  ['app/screen/screens/certify/a.ts', '../../../terminal/terminal.ts'],
  ['app/screen/screens/certify/a.ts', '../../../../flows/contract/ports.ts'],
  ['app/screen/screens/certify/a.ts', 'node:path'],
  ['app/screen/screens/certify/a.ts', 'better-sqlite3'],
  ['app/terminal/a.ts', '../../tests/fixtures/a.ts'],
  ['devices/id-card/a.ts', '../../tests/fixtures/a.ts'],
  ['app/county/second-engine/a.ts', '../../../shared/pension/rules/interest.ts'],
  ['app/county/second-engine/sub/a.ts', '../../../../shared/pension/ledgers.ts'],
  ['app/county/second-engine/a.ts', '../runs/rule-values.ts'],
  ['app/county/second-engine/a.ts', '../../../tests/fixtures/a.ts'],
];

const ALLOWED: readonly Wish[] = [
  ['devices/id-card/a.ts', '../../shared/result/result.ts'],
  ['flows/session/a.ts', '../../devices/contract/status.ts'],
  ['flows/session/a.ts', '../../shared/view/view.ts'],
  ['app/screen/a.ts', '../../shared/view/view.ts'],
  ['app/screen/a.ts', './screens/registry.ts'],
  ['app/screen/screens/certify/a.ts', '../../../../shared/view/view.ts'],
  ['app/screen/screens/certify/a.ts', '../screen.ts'],
  ['app/screen/screens/certify/a.ts', '../../frame/slip.tsx'],
  ['app/terminal/a.ts', '../../flows/session/kiosk.ts'],
  ['app/county/second-engine/a.ts', '../../../shared/result/result.ts'],
  ['app/county/second-engine/a.ts', '../store/schema.ts'],
  ['app/county/runs/a.ts', '../../../shared/pension/rules/interest.ts'],
];

const said = lintImports([...FORBIDDEN, ...ALLOWED]);

describe('the import direction', () => {
  it.each(FORBIDDEN)('%s may not import %s', (file, from) => {
    expect(said(file, from)).toContain('no-restricted-imports');
  });

  it.each(ALLOWED)('%s may import %s', (file, from) => {
    expect(said(file, from)).toBe('');
  });
});
