import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTerminalStore } from '../../app/terminal/store/open.ts';
import { verifyTerminalStore } from '../../app/terminal/store/verify.ts';
import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { openReadOnly } from '../../shared/store/open.ts';

/** What the store says after its power came back. */
export interface Survey {
  /** The store was put aside as damaged, or did not open. */
  readonly corrupt: boolean;
  /** Promises that are not there any more. */
  readonly lost: readonly string[];
  readonly findings: readonly string[];
  readonly certifications: number;
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
  const opened = openTerminalStore({
    dataDir,
    crypto: nodeCrypto,
    clock: systemClock,
    random: systemRandom,
    demo: false,
  });
  if (!opened.ok) return { corrupt: true, lost: promises, findings: [opened.error.line], certifications: 0 };
  const db = openReadOnly(join(dataDir, 'terminal.db'));
  try {
    const states = db
      .prepare<[], { certificate_no: string; receipt: string; decision: string | null }>(
        'SELECT certificate_no, receipt, decision FROM certifications',
      )
      .all();
    const kept = new Set(
      states.flatMap(({ certificate_no: number, receipt, decision }) => [
        `certified ${number}`,
        ...(receipt === 'printed' ? [`printed ${number}`] : []),
        ...(decision === null ? [] : [`answered ${number}`]),
      ]),
    );
    // Signatures were made before the cut; without their check a survey takes a tenth of the time.
    const { findings } = verifyTerminalStore(db, { crypto: nodeCrypto, publicKey: undefined });
    return {
      corrupt: opened.value.quarantined !== undefined,
      lost: promises.filter((one) => !kept.has(one)),
      findings,
      certifications: states.length,
    };
  } finally {
    db.close();
    opened.value.close();
  }
}
