import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { TerminalStore } from '../../../../app/terminal/store/open.ts';
import type { Verdict } from '../../../../flows/sync/ports.ts';
import type { SignedRecord } from '../../../../shared/records/kinds.ts';
import { draft, enrolmentOf, openUntracked, temporaryDirectory } from './fixture.ts';

const PEOPLE = 40;
const LATEST = 5;
const ANSWERED = 10;

/** A terminal that has been at work, closed. Tests damage copies of it. */
export interface Worked {
  readonly dataDir: string;
  /** The same terminal five certifications earlier. */
  readonly earlier: string;
  /** Every certificate number that is on paper. */
  readonly numbers: readonly string[];
  /** Hashes of what the county has not answered. */
  readonly unsent: readonly string[];
  readonly epoch: string;
  readonly publicKey: string;
}

/** Made once for a test file. */
export function workedTerminal(): () => Worked {
  let worked: Worked | undefined;
  const root = mkdtempSync(join(tmpdir(), 'songbai-worked-'));
  beforeAll(async () => {
    const dataDir = join(root, 'now');
    const earlier = join(root, 'earlier');
    const store = openUntracked({ dataDir });
    store.enrolment.save(enrolmentOf());
    const numbers = await certify(store, PEOPLE - LATEST);
    store.outbox.apply(answered(store.outbox.next(ANSWERED)), []);
    store.close();
    cpSync(dataDir, earlier, { recursive: true });
    const again = openUntracked({ dataDir });
    numbers.push(...(await certify(again, LATEST)));
    const unsent = again.outbox.next(100).map(({ hash }) => hash);
    const { epoch } = again.outbox.standing();
    again.close();
    worked = { dataDir, earlier, numbers, unsent, epoch, publicKey: again.signer.publicKey };
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => {
    if (worked === undefined) throw new Error('asked before it was made');
    return worked;
  };
}

export function copyOf(directory: string): string {
  const copy = temporaryDirectory();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

let people = 0;

/** Certifies people whom nobody saw before; their certificate numbers. */
export async function certify(store: TerminalStore, count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let one = 0; one < count; one += 1) {
    people += 1;
    const committed = await store.journal.commit(
      draft({ idNumber: `9901011950010${String(people).padStart(5, '0')}` }),
    );
    if (!committed.ok) throw new Error(JSON.stringify(committed.error));
    numbers.push(committed.value.certificateNo);
  }
  return numbers;
}

export function answered(batch: readonly SignedRecord[]): Verdict[] {
  return batch.map((signed) => ({
    kind: 'answered',
    signed,
    answer: {
      kind: 'recorded',
      certificateNo: signed.record.body.certificateNo,
      decision: 'accepted',
      reason: null,
      validThrough: '2027-10',
      resumptionProposed: false,
      receivedAt: 1,
      clockSkewed: false,
    },
  }));
}
