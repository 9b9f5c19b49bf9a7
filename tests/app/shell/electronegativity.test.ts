import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

/**
 * Electronegativity 1.10.3 over the sources. A weak gate (it ends with 0 whatever it finds, and one good
 * handler silences it for all files): `rules.test.ts` is the strong one. It has a folder of its own,
 * because it loads TypeScript's old API, which the project's TypeScript 7 no longer has.
 */
const FOLDER = 'tests/tools/electronegativity';
const PROGRAM = join(FOLDER, 'node_modules', '.bin', 'electronegativity');
const root = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), 'songbai-electronegativity-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function installed(): boolean {
  if (existsSync(PROGRAM)) return true;
  const message = `Electronegativity is not installed: npm ci --prefix ${FOLDER}`;
  if (process.env['CI'] !== undefined) throw new Error(message);
  process.stderr.write(`not run: ${message}\n`);
  return false;
}

interface Finding {
  readonly check: string;
  readonly file: string;
  readonly sample: string;
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
    }[];
  }[];
}

function scan(folder: string): Finding[] {
  // Its CSV is no use: header and rows are written at once and race each other.
  const report = join(scratch, 'findings.sarif');
  rmSync(report, { force: true });
  // It asks the network for translations; without one its own retry would end it in mid-scan.
  const patience = 'data:text/javascript,process.on("uncaughtException",()=>undefined)';
  const options = ['-e', '45.0.0', '-v', 'false', '-x', 'AvailableSecurityFixesGlobalCheck', '-o', report];
  const args = ['--import', patience, PROGRAM, '-i', folder, ...options];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 });
  expect(`${stdout}${stderr}`).not.toMatch(/parse|syntax/i);
  const { runs } = JSON.parse(readFileSync(report, 'utf8')) as Sarif;
  return (runs[0]?.results ?? []).map(({ ruleId, locations }) => {
    const place = locations[0]?.physicalLocation;
    const file = place?.artifactLocation.uri ?? 'file:///';
    if (place === undefined || file === 'file:///') return { check: ruleId, file: 'N/A', sample: 'N/A' };
    const line = readFileSync(file, 'utf8').split('\n')[place.region.startLine - 1] ?? '';
    return { check: ruleId, file: relative(root, file), sample: line.trim() };
  });
}

describe.skipIf(!installed())('Electronegativity', () => {
  it('finds nothing in the sources that was not looked at and explained', { timeout: 180_000 }, () => {
    const baseline = JSON.parse(
      readFileSync('tests/fixtures/shell/electronegativity.json', 'utf8'),
    ) as (Finding & { why: string })[];
    expect(baseline.filter(({ why }) => why.length < 40)).toEqual([]);
    const order = (a: Finding, b: Finding): number => a.check.localeCompare(b.check);
    const known = baseline.map(({ check, file, sample }) => ({ check, file, sample }));
    expect(scan('app').sort(order)).toEqual(known.sort(order));
  });

  it('finds what it should in a careless window', { timeout: 180_000 }, () => {
    writeFileSync(
      join(scratch, 'careless.ts'),
      "import { BrowserWindow } from 'electron';\nnew BrowserWindow({ webPreferences: { contextIsolation: false, sandbox: false } });\n",
    );
    const checks = scan(scratch).map(({ check }) => check);
    expect(checks).toContain('CONTEXT_ISOLATION_JS_CHECK');
    expect(checks).toContain('SANDBOX_JS_CHECK');
  });
});
