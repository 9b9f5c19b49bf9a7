import type { Clock } from '../../../shared/clock/clock.ts';
import { inBackground } from '../../../shared/result/background.ts';
import { markProven, notifySystemd, startWatchdog, writeProbe } from '../supervisor/watchdog.ts';
import type { Terminal } from '../terminal.ts';

/** Feeds the service manager's watchdog from what this terminal really does; see `watchdog.ts`. */
export function watchTerminal(
  { devices }: Terminal,
  dataDir: string,
  clock: Clock,
  paintedAt: () => number | undefined,
): () => void {
  return startWatchdog({
    clock,
    paintedAt,
    deviceStarting: () =>
      devices.idCard?.status().kind === 'starting' || devices.printer?.status().link.kind === 'starting',
    write: writeProbe(dataDir),
    notify: (state) => notifySystemd(state),
    onProven: () => inBackground(markProven()),
  });
}
