import { withPublicCharacters } from './private-use.ts';

/** What stands between the parts of a name and is written in many ways or left out: 买买提·艾力. */
const BETWEEN = /[\s\p{Cc}\p{Cf}\p{Variation_Selector}·•‧∙⋅・.]/gu;

/**
 * Whether two records mean the same name (姓名), however their systems wrote it: old private-use code points,
 * full-width and compatibility forms, middle dots, spaces, capitals. Never true for an empty name.
 */
export function sameName(one: string, other: string): boolean {
  const bare = bareName(one);
  return bare !== '' && bare === bareName(other);
}

function bareName(name: string): string {
  return withPublicCharacters(name).normalize('NFKC').replaceAll(BETWEEN, '').toUpperCase();
}
