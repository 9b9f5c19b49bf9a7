import type { ComponentChildren } from 'preact';

/** What the faces of `assets/fonts/screen` draw above U+33FF, where names are written; a test holds it to the files. */
const DRAWN: readonly (readonly [first: number, last: number])[] = [
  [0x3400, 0x4db5],
  [0x4dc0, 0x9fef],
  [0xff01, 0xffe5],
  [0x20000, 0x2a6d6],
  [0x2a700, 0x2b734],
  [0x2b740, 0x2b81d],
  [0x2b820, 0x2cea1],
  [0x2ceb0, 0x2ebe0],
];

export function isDrawn(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x3400 || DRAWN.some(([first, last]) => code >= first && code <= last);
}

/** Whether every character of `text` is drawn; else a sentence says what the box means. */
export function allDrawn(text: string): boolean {
  return [...text].every(isDrawn);
}

/** `text`, with every character that no face has as its code point in a box. */
export function Drawn({ text }: { readonly text: string }): ComponentChildren {
  if (allDrawn(text)) return text;
  return [...text].map((character, i) =>
    isDrawn(character) ? character : <CodePoint key={i} of={character} />,
  );
}

function CodePoint({ of }: { readonly of: string }) {
  const hex = (of.codePointAt(0) ?? 0).toString(16).toUpperCase();
  const half = Math.ceil(hex.length / 2);
  return (
    <span class="code-point" role="img" aria-label={`U+${hex}`}>
      <span>{hex.slice(0, half)}</span>
      <span>{hex.slice(half)}</span>
    </span>
  );
}
