import { inBackground } from '../../../shared/result/background.ts';
import type { FastifyInstance } from 'fastify';
import { sealLookups } from '../persons/lookup-trace.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { AuditNotes } from './audit-notes.ts';
import type { Refusals } from './refusals.ts';

const LOOK_MS = 60_000;
/** A question for a person is in the audit chain this many looks later at the latest. */
const LOOKS_TO_A_SEAL = 10;

interface Kept {
  readonly notes: AuditNotes;
  readonly refusals: Refusals;
  readonly report: (line: string) => void;
}

/** What the service does by itself, from when it listens until it ends: seals lookups, writes up refusals. */
export function keepUp(server: FastifyInstance, store: CountyStore, { notes, refusals, report }: Kept): void {
  let cancel: () => void = () => undefined;
  let looks = 0;
  const seal = async (): Promise<void> => {
    try {
      await sealLookups(store);
    } catch (error) {
      report(`audit: lookups are not sealed yet: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const look = async (): Promise<void> => {
    refusals.look();
    await notes.settled();
    looks += 1;
    // The first look also seals what an earlier process left.
    if (looks % LOOKS_TO_A_SEAL === 1) await seal();
    again();
  };
  const again = (): void => {
    cancel = store.clock.after(LOOK_MS, () => inBackground(look()));
  };
  server.addHook('onListen', async () => again());
  server.addHook('onClose', async () => {
    cancel();
    refusals.end();
    await notes.settled();
    await seal();
  });
}
