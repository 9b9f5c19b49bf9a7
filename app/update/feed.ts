import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpdatePorts } from './fetch.ts';

/** An offer and its signature are some hundred bytes. */
const MAX_TEXT = 4096;

/**
 * The update feed: plain files below `/update/` of the county's server, as the publisher made them. The
 * fetched bundle grows in `fetching` and becomes `incoming` in one step, when it is whole and right;
 * the installing unit watches for that folder.
 * @param fetch the terminal's own way to the county, with its certificate authority.
 */
export function updateFeed(countyUrl: string, folder: string, fetch: typeof globalThis.fetch): UpdatePorts {
  const fetching = join(folder, 'fetching');
  const address = (name: string): string => new URL(`/update/${name}`, countyUrl).href;
  let file: FileHandle | undefined;
  const closeFile = async (): Promise<void> => {
    await file?.close();
    file = undefined;
  };
  return {
    async text(name) {
      const answer = await fetch(address(name), { redirect: 'error', signal: AbortSignal.timeout(10_000) });
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`the feed answered ${answer.status}`);
      const text = await answer.text();
      return text.length > MAX_TEXT ? undefined : text;
    },
    async *pieces(name) {
      const answer = await fetch(address(name), {
        redirect: 'error',
        signal: AbortSignal.timeout(3_600_000),
      });
      if (!answer.ok || answer.body === null) throw new Error(`the feed answered ${answer.status}`);
      yield* answer.body as unknown as AsyncIterable<Uint8Array>;
    },
    async begin() {
      await rm(fetching, { recursive: true, force: true });
      await mkdir(fetching, { recursive: true });
      file = await open(join(fetching, 'bundle.tar'), 'w');
    },
    async append(piece) {
      await file?.write(piece);
    },
    async finish(offerText, signature) {
      await file?.sync();
      await closeFile();
      await writeFile(join(fetching, 'offer'), offerText, { flush: true });
      await writeFile(join(fetching, 'offer.sig'), signature, { flush: true });
      await rm(join(folder, 'incoming'), { recursive: true, force: true });
      await rename(fetching, join(folder, 'incoming'));
    },
    async discard() {
      await closeFile();
      await rm(fetching, { recursive: true, force: true });
    },
  };
}
