import { join } from 'node:path';
import { checkFuses, setFuses } from './fuses.ts';

/** What electron-builder tells its hook; only what is used. */
export interface Packed {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: { readonly executableName: string };
}

/** Called by electron-builder when a platform's folder is laid out and nothing is signed yet. */
export async function afterPack({ appOutDir, electronPlatformName, packager }: Packed): Promise<void> {
  const suffix = electronPlatformName === 'win32' ? '.exe' : '';
  const program = join(appOutDir, `${packager.executableName}${suffix}`);
  await setFuses(program);
  const checked = await checkFuses(program);
  if (!checked.ok) throw new Error(checked.error.join('\n'));
}
