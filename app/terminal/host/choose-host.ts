import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who draws the screen: the locked Electron window, or a browser on this machine. */
export type HostChoice =
  | { readonly kind: 'electron'; readonly binary: string }
  /** `because`: one line for the person who wanted, or would have got, the window. */
  | { readonly kind: 'browser'; readonly because?: string };

export interface Surroundings {
  readonly asked: 'electron' | 'browser' | undefined;
  /** Electron's program, if it is installed. */
  readonly binary: string | undefined;
  readonly display: boolean;
  /** Chromium's sandbox refuses to run as root, and the window does not run without its sandbox. */
  readonly root: boolean;
}

/** Electron where it can run, otherwise the browser host with one line on what to install. */
export function chooseHost({ asked, binary, display, root }: Surroundings): HostChoice {
  if (asked === 'browser') return { kind: 'browser' };
  const instead = (missing: string): HostChoice => ({
    kind: 'browser',
    because: `no Electron window: ${missing}; going on in the browser host`,
  });
  if (binary === undefined) return instead('its program is missing, install it by npx install-electron');
  if (!display)
    return instead('there is no display, start it in a desktop or under cage (DISPLAY or WAYLAND_DISPLAY)');
  if (root) return instead('its sandbox does not run as root, start it as an ordinary user');
  return { kind: 'electron', binary };
}

/** This machine as it is. Looks for Electron's files only: to load its package would begin a download. */
export function lookAround(
  asked: Surroundings['asked'],
  projectRoot: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Surroundings {
  return {
    asked,
    binary: findElectron(projectRoot, env),
    display: platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']),
    root: process.getuid?.() === 0,
  };
}

function findElectron(projectRoot: string, env: NodeJS.ProcessEnv): string | undefined {
  const folder = join(projectRoot, 'node_modules', 'electron');
  try {
    // Electron's installer writes the program's name here when it has unpacked it.
    const program = readFileSync(join(folder, 'path.txt'), 'utf8').trim();
    const binary = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), program);
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
