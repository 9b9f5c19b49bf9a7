import { join } from 'node:path';
import { readPersonas } from '../../../devices/camera/personas.ts';
import type { Devices } from '../../../devices/registry/open-devices.ts';
import { showcase } from '../../../shared/demo/showcase.ts';
import type { DockHandler } from '../host/browser-host.ts';
import type { Line } from './dock.ts';
import { createDock } from './dock.ts';

/** The dock for these devices with the people and personas of `assets`; `undefined` when nothing is simulated. */
export function openDock(
  devices: Devices,
  assets: string,
  network: Line | undefined,
): DockHandler | undefined {
  const personas = readPersonas(join(assets, 'demo', 'personas'));
  if (!personas.ok) throw new Error(personas.error);
  return createDock({ devices, people: showcase, personas: personas.value, network });
}
