import { systemClock, systemRandom } from '../../shared/clock/system.ts';
import type { Clock } from '../../shared/clock/clock.ts';
import { nodeCrypto } from '../../shared/protocol/node-crypto.ts';
import { showcase } from '../../shared/demo/showcase.ts';
import type { ScreenName, ViewOf, KioskView } from '../../shared/view/view.ts';
import { createTerminal } from '../../app/terminal/terminal.ts';

/**
 * The terminal as a package runs it, for the memory benchmark: built JS, simulated devices, a real store
 * and a real county; only its clock runs faster, so that a thousand visits fit into minutes. Told of a
 * visit on stdin, it tells its resident set on stdout.
 */
const SPEED = 30;
/** A visit that takes longer, in real time, is begun again: the machine was busy and the visit idled out. */
const PATIENCE_MS = 15_000;

const fast: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic() * SPEED,
  after: (ms, callback) => systemClock.after(ms / SPEED, callback),
};

const [assets = '', dataDir = '', url = '', enrolmentCode = ''] = process.argv.slice(2);
const made = createTerminal({
  config: {
    terminal: { name: '1 号机', dataDir },
    county: { url, enrolmentCode },
    devices: {
      idCard: { driver: 'simulated' },
      receiptPrinter: { driver: 'simulated', columns: 48 },
      face: { engine: 'scripted', persona: 'cooperative' },
    },
  },
  assets,
  clock: fast,
  random: systemRandom,
  crypto: nodeCrypto,
  report: () => undefined,
});
if (!made.ok) throw new Error(made.error);
const terminal = made.value;
const { kiosk, devices } = terminal;
const card = showcase.find((person) => person.id === 'due')?.card;
if (card === undefined) throw new Error('nobody is due');

function until<S extends ScreenName>(
  screen: S,
  when: (view: ViewOf<S>) => boolean = () => true,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (view: KioskView): void => {
      if (view.screen === screen && when(view as ViewOf<S>)) end(resolve);
    };
    const end = (settle: () => void): void => {
      cancel();
      unsubscribe();
      settle();
    };
    const cancel = systemClock.after(PATIENCE_MS, () =>
      end(() => reject(new Error(`never came to ${screen}`))),
    );
    const unsubscribe = kiosk.subscribe(look);
    look(kiosk.view());
  });
}

const tap: typeof kiosk.send extends (intent: infer I, page: number) => void ? (intent: I) => void : never = (
  intent,
) => kiosk.send(intent, kiosk.view().page);

/** One visit, from the card to the receipt; the person is certified again each time. */
async function visit(first: boolean): Promise<void> {
  await until('home');
  devices.simulated.idCard?.place(card as NonNullable<typeof card>);
  await until('confirm-identity', (view) => !view.busy);
  tap({ type: 'confirm-me' });
  if (!first) {
    await until('already-certified');
    tap({ type: 'certify-again' });
  }
  await until('consent');
  tap({ type: 'agree' });
  await until('result');
  tap({ type: 'print-receipt' });
  await until('result', (view) => view.receipt === 'printed');
  tap({ type: 'done' });
  await until('home');
  devices.simulated.idCard?.remove();
  devices.simulated.printer?.simulator.takePaper();
}

terminal.start();
process.stdout.write('ready\n');
let visits = 0;
for await (const chunk of process.stdin) {
  for (let count = Number(String(chunk)); count > 0; count--) {
    try {
      await visit(visits === 0);
      visits += 1;
    } catch {
      tap({ type: 'leave' });
      count += 1;
    }
  }
  globalThis.gc?.();
  process.stdout.write(`${process.memoryUsage.rss()}\n`);
}
await terminal.stop();
