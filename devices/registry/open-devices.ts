import type { Clock, Random } from '../../shared/clock/clock.ts';
import type { GlyphRaster } from '../../shared/documents/glyphs/glyph-raster.ts';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';
import type { Persona } from '../camera/persona.ts';
import type { ScriptedFace } from '../camera/scripted.ts';
import { createScriptedFace } from '../camera/scripted.ts';
import type { IdCardReader } from '../contract/id-card-reader.ts';
import type { ReceiptPrinter } from '../contract/receipt-printer.ts';
import { openIdCard } from '../id-card/open-id-card.ts';
import { openReceiptPrinter } from '../receipt-printer/open-receipt-printer.ts';
import type { SimulatedPrinter } from '../simulators/printer/simulated-printer.ts';
import { createSimulatedPrinter } from '../simulators/printer/simulated-printer.ts';
import type { SamSimulator } from '../simulators/sam/sam-simulator.ts';
import { simulatedIdCard } from '../simulators/sam/simulated-id-card.ts';
import type { DevicesConfig } from './sections.ts';

/** The devices that a configuration names; a section that is missing leaves its device `undefined`. */
export interface Devices {
  readonly idCard: IdCardReader | undefined;
  readonly printer: ReceiptPrinter | undefined;
  readonly face: ScriptedFace | undefined;
  /** What stands in for hardware, with its knobs: the demo dock's other end. */
  readonly simulated: {
    readonly idCard: SamSimulator | undefined;
    readonly printer: SimulatedPrinter | undefined;
  };
  /** Any part is simulated: every record made here carries `demo: true`. */
  readonly anySimulated: boolean;
  start(): void;
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly glyphs: GlyphRaster;
  readonly personas: ReadonlyMap<string, Persona>;
  /** Characters of one slip that neither the printer nor `glyphs` knows. */
  readonly onUncovered?: ((count: number) => void) | undefined;
}

/** Makes the devices; nothing is opened before `start`. The error names the key and the fix. */
export function openDevices(config: DevicesConfig, around: Surroundings): Result<Devices, string> {
  const { clock, random, personas } = around;
  const persona = personas.get(config.face?.persona ?? '');
  if (config.face !== undefined && persona === undefined) {
    return err(
      `devices.face.persona: ${config.face.persona} is not known; use one of ${[...personas.keys()].join(', ')}`,
    );
  }
  const face = persona === undefined ? undefined : createScriptedFace({ persona, clock, random });
  const { reader, simulator } = readerOf(config.idCard, clock);
  const { printer, simulated } = printerOf(config.receiptPrinter, around);
  const devices = [reader, printer].filter((device) => device !== undefined);
  return ok({
    idCard: reader,
    printer,
    face,
    simulated: { idCard: simulator, printer: simulated },
    anySimulated: [...devices, face].some((device) => device?.capability.simulated === true),
    start() {
      for (const device of devices) device.start();
    },
    async stop() {
      await Promise.all(devices.map((device) => device.stop()));
    },
  });
}

function readerOf(
  section: DevicesConfig['idCard'],
  clock: Clock,
): { reader: IdCardReader | undefined; simulator: SamSimulator | undefined } {
  if (section === undefined) return { reader: undefined, simulator: undefined };
  if (section.driver === 'simulated') return simulatedIdCard(clock);
  return { reader: openIdCard(section, clock), simulator: undefined };
}

function printerOf(
  section: DevicesConfig['receiptPrinter'],
  { clock, glyphs, onUncovered }: Surroundings,
): { printer: ReceiptPrinter | undefined; simulated: SimulatedPrinter | undefined } {
  if (section === undefined) return { printer: undefined, simulated: undefined };
  if (section.driver === 'simulated') {
    const simulated = createSimulatedPrinter({ columns: section.columns, clock, glyphs, onUncovered });
    return { printer: simulated.printer, simulated };
  }
  return { printer: openReceiptPrinter(section, { clock, glyphs, onUncovered }), simulated: undefined };
}
