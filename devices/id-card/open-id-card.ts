import type { Clock } from '../../shared/clock/clock.ts';
import type { IdCardReader } from '../contract/id-card-reader.ts';
import { serialPort } from '../transport/serial.ts';
import { createSamReader } from './sam-reader.ts';

/** The section `devices.idCard` of the configuration, for a reader on a serial port. */
export interface SamSerialSection {
  readonly driver: 'sam-serial';
  /** `/dev/ttyS1`, `/dev/serial/by-id/…`, `COM3` */
  readonly path: string;
  /** Without it, 115200, 57600, 38400, 19200 and 9600 are tried. */
  readonly baudRate?: number | undefined;
}

/** The reader that the configuration names. Nothing is opened before `start`. */
export function openIdCard(section: SamSerialSection, clock: Clock): IdCardReader {
  return createSamReader({
    portAt: (baudRate) => serialPort({ path: section.path, baudRate }, clock),
    baudRate: section.baudRate,
    clock,
    capability: { model: `SAM_V ${section.path}`, simulated: false },
  });
}
