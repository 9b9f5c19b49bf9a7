import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countOf } from '../../shared/protocol/certificate-number.ts';
import { STORE_FILE, readMarks } from '../../app/terminal/store/files.ts';
import { reserved } from '../../app/terminal/store/marks.ts';
import { openTerminalStore } from '../../app/terminal/store/open.ts';
import { TERMINAL_MIGRATIONS } from '../../app/terminal/store/schema.ts';
import { verifyTerminalStore } from '../../app/terminal/store/verify.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { examineStore, openReadOnly } from '../../shared/store/open.ts';

/** What the store says after its power came back. */
export interface Survey {
  /** Its content is damaged, or it did not open. */
  readonly corrupt: boolean;
  /** It was put aside: damaged, or emptied of what the marks beside it tell of. */
  readonly putAside: boolean;
  /** Promises that are not there any more. */
  readonly lost: readonly string[];
  readonly findings: readonly string[];
  readonly certifications: number;
  /** Numbers on paper that no mark stands above: were the store lost now, they would be given out again. */
  readonly uncovered: readonly string[];
}

/** In memory where there is a memory disk: syncing is the recording's business, not this one's. */
function temporaryRoot(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** Puts `files` on a disk, starts the real store on them, and asks whether it kept its promises. */
export function survey(files: ReadonlyMap<string, Buffer>, promises: readonly string[]): Survey {
  const dataDir = mkdtempSync(join(temporaryRoot(), 'songbai-survey-'));
  try {
    for (const [file, content] of files)
      if (file !== 'acknowledged') writeFileSync(join(dataDir, file), content);
    return surveyDirectory(dataDir, promises);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Starts the real store on what lies in `dataDir`. */
export function surveyDirectory(dataDir: string, promises: readonly string[]): Survey {
  const uncovered = uncoveredNumbers(dataDir, promises);
  const isDamaged = examineStore(join(dataDir, STORE_FILE), TERMINAL_MIGRATIONS).kind === 'damaged';
  const opened = openTerminalStore({
    dataDir,
    crypto: nodeCrypto,
    clock: systemClock,
    random: systemRandom,
    demo: false,
  });
  if (!opened.ok)
    return {
      corrupt: true,
      putAside: false,
      lost: promises,
      findings: [opened.error.line],
      certifications: 0,
      uncovered,
    };
  const db = openReadOnly(join(dataDir, 'terminal.db'));
  try {
    const states = db
      .prepare<[], { number: string; receipt: string; answer: string | null }>(
        'SELECT number, receipt, answer FROM records',
      )
      .all();
    const kept = new Set(
      states.flatMap(({ number, receipt, answer }) => [
        `certified ${number}`,
        ...(receipt === 'printed' ? [`printed ${number}`] : []),
        ...(answer === null ? [] : [`answered ${number}`]),
      ]),
    );
    // Signatures were made before the cut; without their check a survey takes a tenth of the time.
    const { findings } = verifyTerminalStore(db, { crypto: nodeCrypto, publicKey: undefined });
    return {
      corrupt: isDamaged,
      putAside: opened.value.quarantined !== undefined,
      lost: promises.filter((one) => !kept.has(one)),
      findings,
      certifications: states.length,
      uncovered,
    };
  } finally {
    db.close();
    opened.value.close();
  }
}

/** By the marks as the cut left them, before the store sets them anew. */
function uncoveredNumbers(dataDir: string, promises: readonly string[]): readonly string[] {
  const marks = readMarks(dataDir, nodeCrypto);
  return promises
    .filter((one) => one.startsWith('certified '))
    .map((one) => one.slice('certified '.length))
    .filter(
      (number) => marks.kind !== 'there' || countOf(number) > reserved(marks.value, number.slice(0, 10)),
    );
}
