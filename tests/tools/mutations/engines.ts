import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Makes each mistake once, in a copy of the sources, and lets `policy lives` compare the two engines there:
 * it has to tell that they differ, and the untouched copy that they agree.
 */
export interface Mistake {
  readonly name: string;
  readonly engine: 'first' | 'second';
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

const rules = 'shared/pension/rules';
const life = 'shared/pension/life';
const second = 'app/county/second-engine';

function first(name: string, file: string, find: string, replace: string): Mistake {
  return { name, engine: 'first', file, find, replace };
}

function other(name: string, file: string, find: string, replace: string): Mistake {
  return { name, engine: 'second', file: `${second}/${file}`, find, replace };
}

export const MISTAKES: readonly Mistake[] = [
  first(
    'interest without the month of posting',
    `${rules}/interest.ts`,
    'through - month + 1 : through - month',
    'through - month : through - month',
  ),
  first(
    'interest rounded down',
    'shared/pension/explain/decimal.ts',
    'toDecimalPlaces(0, Decimal.ROUND_HALF_UP)',
    'toDecimalPlaces(0, Decimal.ROUND_DOWN)',
  ),
  first(
    'the smallest remainder served',
    `${rules}/largest-remainder.ts`,
    'b.fraction.comparedTo(a.fraction)',
    'a.fraction.comparedTo(b.fraction)',
  ),
  first('no bonus', `${rules}/account-pension.ts`, '.times(100 + bonusPercent)', '.times(100)'),
  first(
    'a year more for the base',
    `${life}/assess.ts`,
    'baseDue: yearsPaid >= required',
    'baseDue: yearsPaid > required',
  ),
  first(
    'an age reached a month early',
    `${rules}/additions.ts`,
    'months > fromAge * 12',
    'months >= fromAge * 12',
  ),
  first(
    'no months of grace',
    `${life}/pay.ts`,
    "return last + rules.at('suspension.graceMonths', month).value;",
    'return last;',
  ),
  first(
    'the same years required of everybody',
    `${rules}/years.ts`,
    'return Math.min(required, Math.max(0, claimAge - ageAtStart));',
    'return required + 0 * claimAge * ageAtStart;',
  ),
  first('a year settled twice', `${life}/account.ts`, '(settled % 12) + 1 : 0', '0 : 0'),
  first('recovered draws kept by the fund', `${life}/pay.ts`, '  account.post(month, draw);\n', ''),
  first('everything to the heirs', `${life}/close.ts`, 'out: only(balance, heritable.value)', 'out: balance'),
  other(
    'interest rounded down',
    'settle.ts',
    'then -6000000 else 6000000 end) / 12000000`;',
    'then 0 else 0 end) / 12000000`;',
  ),
  other(
    'the smallest remainder served',
    'draw.ts',
    '(rest_collective > rest_personal)',
    '(rest_collective < rest_personal)',
  ),
  other(
    'interest without the month of posting',
    'state.ts',
    '(${through + 1} - ${month})',
    '(${through} - ${month})',
  ),
  other('no bonus', 'assess.ts', '(account * (100 + bonus_percent) * 2', '(account * 100 * 2'),
  other('a year more for the base', 'assess.ts', 'when years_paid >= case', 'when years_paid > case'),
  other(
    'an age reached a month early',
    'due.ts',
    "${ordinalOf('o.birth_month')} > b.months",
    "${ordinalOf('o.birth_month')} >= b.months",
  ),
  other(
    'no months of grace',
    'pay.ts',
    'shift(month, -rules.payment.graceMonths)',
    'shift(month, 0 * rules.payment.graceMonths)',
  ),
  other('the base not recovered', 'exits.ts', "'recovery', -p.base,", "'recovery', 0 * p.base,"),
  other('everything to the heirs', 'exits.ts', ' * ${heritable}`;', ' * 1 + 0 * ${heritable}`;'),
  other(
    'sentences paid',
    'due.ts',
    'sql`not ${inSentence}` : sql`1 = 1`',
    'sql`1 = 1 or ${inSentence}` : sql`1 = 1`',
  ),
  other(
    'no settlement before an assessment',
    'settle.ts',
    '  if (through === 0) return ok(0);',
    '  if (through >= 0) return ok(0);',
  ),
];

export interface Verdict {
  readonly name: string;
  /** Exit code of `policy lives`: 1 when the engines differ. */
  readonly code: number;
  readonly said: string;
}

export const CONTROL = 'no mistake';

/** An invented county with grace, bonus, additions and heirs of its own. */
const COUNT = 400;
const LIVES = [
  'lives',
  '--n',
  String(COUNT),
  '--seed',
  '34',
  '--pack',
  'invented-2011',
  '--through',
  '2019-12',
];
const AT_ONCE = 2;
const PARTS = ['app/county', 'app/cli', 'app/lab', 'shared', 'assets/policies', 'package.json'];

/** @throws when a mistake no longer fits its file. */
export async function makeMistakes(mistakes: readonly Mistake[] = MISTAKES): Promise<readonly Verdict[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'songbai-mistakes-'));
  try {
    const jobs = [undefined, ...mistakes].map((mistake, index) => ({
      mistake,
      folder: join(scratch, `m${index}`),
    }));
    for (const { mistake, folder } of jobs) copyInto(folder, mistake);
    const verdicts: Verdict[] = [];
    const work = jobs.values();
    const worker = async (): Promise<void> => {
      for (const { mistake, folder } of work) {
        const name = mistake === undefined ? CONTROL : `${mistake.engine} engine: ${mistake.name}`;
        verdicts.push({ name, ...(await compare(folder)) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return verdicts;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function copyInto(folder: string, mistake: Mistake | undefined): void {
  for (const part of PARTS) {
    mkdirSync(dirname(join(folder, part)), { recursive: true });
    cpSync(part, join(folder, part), { recursive: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  if (mistake === undefined) return;
  const { name, file, find, replace } = mistake;
  const text = readFileSync(join(folder, file), 'utf8');
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`${name}: ${JSON.stringify(find)} stands ${count} times in ${file}`);
  writeFileSync(
    join(folder, file),
    text.replace(find, () => replace),
  );
}

async function compare(folder: string): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn(process.execPath, ['app/lab/policy/main.ts', ...LIVES], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
  return { code, said: said.trim().split('\n').at(-1) ?? '' };
}
