import * as z from 'zod/mini';
import type { Language } from '../../../shared/words/aloud.ts';
import type { Clip, ClipTable, Syllables } from './spelling.ts';

const indexSchema = z.object({
  clips: z.array(z.object({ text: z.string(), file: z.string(), ms: z.number() })),
});

export interface Clips {
  /** The clips of one language. @throws when they cannot be loaded; the next call tries again. */
  table(tongue: Language): Promise<ClipTable>;
  readonly syllables: Syllables;
}

/** Clips below `base`, loaded when somebody first wants to hear something. */
export function createClips(base: string): Clips {
  const tables = new Map<string, Promise<ClipTable>>();
  const table = (name: string): Promise<ClipTable> => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const loading = load(`${base}/${name}`);
    tables.set(name, loading);
    loading.catch(() => tables.delete(name));
    return loading;
  };
  return {
    table,
    async syllables(stretch, name) {
      // Its dictionary is large, and only names and places need it.
      const [{ pinyin }, clips] = await Promise.all([import('pinyin-pro'), table('syllables')]);
      const surname = name ? 'head' : 'off';
      return pinyin(stretch, { toneType: 'num', type: 'array', v: true, surname }).map((read) =>
        clips.get(read),
      );
    },
  };
}

async function load(folder: string): Promise<ClipTable> {
  const answer = await fetch(`${folder}/clips.json`);
  if (!answer.ok) throw new Error(`${folder}: ${answer.status}`);
  const { clips } = indexSchema.parse(await answer.json());
  return new Map(clips.map(({ text, file, ms }): [string, Clip] => [text, { url: `${folder}/${file}`, ms }]));
}
