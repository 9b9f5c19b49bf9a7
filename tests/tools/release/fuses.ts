import type { FuseV1Config } from '@electron/fuses';
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/**
 * Switches inside Electron's program file, turned once and for good when a package is made (row 19 of
 * its security checklist). `strictlyRequireAllFuses`: a fuse that a newer Electron adds has to be decided.
 */
export const FUSES: FuseV1Config = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Otherwise ELECTRON_RUN_AS_NODE turns the kiosk into a free Node.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // Checked by Electron on Windows and macOS; on Linux dm-verity has to do it (assets/deploy).
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // Chromium's own handlers turn out-of-bounds WASM access into traps; the face models run faster with them.
  [FuseV1Options.WasmTrapHandlers]: true,
};

const WORDS: Readonly<Record<number, string>> = {
  [FuseState.DISABLE]: 'off',
  [FuseState.ENABLE]: 'on',
  [FuseState.REMOVED]: 'removed',
  [FuseState.INHERIT]: 'inherited',
};

/** Sets the fuses in a program file that carries Electron's sentinel. */
export async function setFuses(program: string): Promise<void> {
  await flipFuses(program, FUSES);
}

/** Whether every fuse of the file stands as it should; otherwise one line per fuse that does not. */
export async function checkFuses(program: string): Promise<Result<void, readonly string[]>> {
  const wire = await getCurrentFuseWire(program).catch((error: Error) => error);
  if (wire instanceof Error) return err([`${program}: ${wire.message}`]);
  const wrong: string[] = [];
  for (const [name, index] of Object.entries(FuseV1Options)) {
    if (typeof index !== 'number') continue;
    const wanted = FUSES[index as FuseV1Options] === true ? FuseState.ENABLE : FuseState.DISABLE;
    const found = wire[index as FuseV1Options];
    if (found !== wanted) {
      wrong.push(
        `${name} is ${found === undefined ? 'absent' : (WORDS[found] ?? found)}, must be ${WORDS[wanted]}`,
      );
    }
  }
  return wrong.length === 0 ? ok(undefined) : err(wrong);
}
