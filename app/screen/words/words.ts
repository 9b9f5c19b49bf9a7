import { type ReadonlySignal, signal } from '@preact/signals';
import zh from '../../../assets/strings/zh-CN.json';
import type { Language } from '../../../shared/words/aloud.ts';
import { fill, type Fillings } from '../../../shared/words/fill.ts';

/** Key of a sentence in the catalogue. */
export type Word = keyof typeof zh;
export type { Language };
export type { Fillings };
export type Say = (word: Word, fillings?: Fillings) => string;

type Catalogue = Readonly<Record<Word, string>>;

export interface Words {
  /** Asks for a language; until its sentences are here the last one stays. */
  use(language: Language): void;
  readonly language: ReadonlySignal<Language>;
  readonly say: Say;
}

export function createWords(): Words {
  const current = signal<{ language: Language; catalogue: Catalogue }>({ language: 'zh-CN', catalogue: zh });
  const language = signal<Language>('zh-CN');
  let wanted: Language = 'zh-CN';
  const show = (next: Language, catalogue: Catalogue): void => {
    if (wanted !== next) return;
    current.value = { language: next, catalogue };
    language.value = next;
  };
  return {
    language,
    use(chosen) {
      if (wanted === chosen) return;
      wanted = chosen;
      if (chosen === 'zh-CN') show(chosen, zh);
      else {
        english().then(
          (catalogue) => show(chosen, catalogue),
          // Its file could not be read: the last language stays, and asking again tries again.
          () => {
            if (wanted === chosen) wanted = language.value;
          },
        );
      }
    },
    say: (word, fillings) => fill(current.value.catalogue[word], fillings),
  };
}

async function english(): Promise<Catalogue> {
  return (await import('../../../assets/strings/en.json')).default;
}

/** `**strong**` and line ends are for the eye. @internal for tests */
export function plain(sentence: string): string {
  return sentence.replaceAll('**', '').replaceAll('\n', '');
}
