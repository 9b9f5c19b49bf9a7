import type { ParentPort } from './port-host.ts';

/** Electron's `process.parentPort`. @throws outside a utility process. */
export function parentPort(): ParentPort {
  const { parentPort: port } = process as { parentPort?: ParentPort };
  if (port === undefined) throw new Error('this program runs inside the Electron shell only: npm run kiosk');
  return port;
}
