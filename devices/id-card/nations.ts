import nations from '../../assets/nations/nations.json' with { type: 'json' };

const names: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = nations;

/** 民族 of a GB 3304 code; a code that the table does not know is shown as it is. */
export function nationName(code: string, language: 'zh' | 'en'): string {
  return names[code]?.[language] ?? code;
}
