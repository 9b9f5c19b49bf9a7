import type { Clock } from '../../../shared/clock/clock.ts';
import type { IdCardReader } from '../../contract/id-card-reader.ts';
import { createSamReader } from '../../id-card/sam-reader.ts';
import { SamSimulator, type SamSimulatorOptions } from './sam-simulator.ts';

/** The real driver on a simulated SAM; they differ from a real pair only below the byte pipe. */
export function simulatedIdCard(
  clock: Clock,
  options: Omit<SamSimulatorOptions, 'clock'> = {},
): { readonly reader: IdCardReader; readonly simulator: SamSimulator } {
  const simulator = new SamSimulator({ ...options, clock });
  const reader = createSamReader({
    portAt: (baudRate) => simulator.portAt(baudRate),
    clock,
    capability: { model: 'SAM_V simulator', simulated: true },
  });
  return { reader, simulator };
}
