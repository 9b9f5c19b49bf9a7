import { describe, expect, it, onTestFinished } from 'vitest';
import { createKiosk } from '../../../../flows/session/kiosk.ts';
import type { Intent } from '../../../../shared/view/intents.ts';
import { settle } from '../../../flows/support/clock.ts';
import { createWorld, LI } from '../../../flows/support/world.ts';
import { draft, open, openEnrolled } from './fixture.ts';

/** The power comes back: the same memory under a new kiosk, with Li's card on the reader. */
async function boot(dataDir: string) {
  const store = open({ dataDir });
  const world = createWorld({ start: false });
  const kiosk = createKiosk({ ...world.ports, journal: store.journal });
  onTestFinished(() => kiosk.stop());
  kiosk.start();
  const tap = async (intent: Intent): Promise<void> => {
    kiosk.send(intent, kiosk.view().page);
    await settle();
  };
  await world.card(LI);
  await tap({ type: 'confirm-me' });
  return { store, world, view: () => kiosk.view(), tap };
}

/** The power went right after a commit at the counter's way. */
async function cutAfterCommit(): Promise<{ dataDir: string; certificateNo: string }> {
  const store = openEnrolled();
  const committed = await store.journal.commit(draft({ idNumber: LI.idNumber, method: 'counter' }));
  if (!committed.ok) throw new Error(committed.error.kind);
  store.close();
  return { dataDir: store.dataDir, certificateNo: committed.value.certificateNo };
}

describe('a slip that the power took away', () => {
  it('is offered at the next card, printed as 补打, and not offered again', async () => {
    const { dataDir, certificateNo } = await cutAfterCommit();
    const first = await boot(dataDir);
    expect(first.view()).toMatchObject({ screen: 'result', certificateNo, receipt: 'offered' });
    await first.tap({ type: 'print-receipt' });
    expect(first.world.printer.printed).toMatchObject([{ certificateNo, reprint: true }]);
    first.store.close();
    expect((await boot(dataDir)).view().screen).toBe('consent');
  });

  it('is offered until somebody decides, and 完成 decides', async () => {
    const { dataDir, certificateNo } = await cutAfterCommit();
    const first = await boot(dataDir);
    await first.tap({ type: 'leave' });
    first.store.close();
    const second = await boot(dataDir);
    expect(second.view()).toMatchObject({ screen: 'result', certificateNo });
    await second.tap({ type: 'done' });
    expect(second.view().screen).toBe('consent');
    expect(second.store.journal.earlier(LI.idNumber)?.receipt).toBe('none');
    second.store.close();
    expect((await boot(dataDir)).view().screen).toBe('consent');
  });
});
