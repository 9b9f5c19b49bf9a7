import { fromCallback } from 'xstate';
import type { Ports } from '../../contract/ports.ts';

/** A camera that was lost is there again, and stays. */
export interface CameraEvent {
  readonly type: 'camera.back';
}

/** How often the link is looked at; a camera that is plugged in comes and goes a few times first, ms. */
const LOOK_MS = 500;
const STEADY_LOOKS = 4;

/**
 * Tells once when a camera that was gone has been ready for a while. One that says ready all the time and
 * delivers nothing never came back: then only the person starts anew.
 */
export function createCameraBack(ports: Pick<Ports, 'face' | 'clock'>) {
  return fromCallback<{ type: 'none' }>(({ sendBack }) => {
    const { face, clock } = ports;
    let wasGone = false;
    let steady = 0;
    let cancel = (): void => undefined;
    const look = (): void => {
      const ready = face?.status().kind === 'ready';
      if (!ready) wasGone = true;
      steady = ready ? steady + 1 : 0;
      if (wasGone && steady >= STEADY_LOOKS) return sendBack({ type: 'camera.back' } satisfies CameraEvent);
      cancel = clock.after(LOOK_MS, look);
    };
    look();
    return () => cancel();
  });
}
