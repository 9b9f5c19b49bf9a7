import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder `assets` of the program, found upwards from this module: it lies at another depth in the
 * sources, in the built program and in a package.
 */
export function findAssets(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const assets = join(folder, 'assets');
    if (existsSync(join(assets, 'policies'))) return assets;
    if (folder === dirname(folder)) throw new Error(`no folder "assets" above ${from}`);
  }
}
