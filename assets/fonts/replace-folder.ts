import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives `folder` exactly these files. They are written beside it and moved into its place together, so that
 * whatever goes wrong leaves the old folder as it was.
 */
export async function replaceFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const fresh = await mkdtemp(`${folder}.new-`);
  const aside = `${fresh}.old`;
  try {
    for (const [name, bytes] of files) await writeFile(join(fresh, name), bytes);
    await rename(folder, aside);
    try {
      await rename(fresh, folder);
    } catch (error) {
      await rename(aside, folder);
      throw error;
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  await rm(aside, { recursive: true });
}
