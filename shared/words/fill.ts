export type Fillings = Readonly<Record<string, string | number>>;

/** Puts values into `{names}`. A missing value leaves the braces, so that it is seen. */
export function fill(sentence: string, fillings: Fillings = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(fillings[name] ?? whole));
}
