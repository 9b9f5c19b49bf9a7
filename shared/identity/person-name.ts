import iconv from 'iconv-lite';
import { withPublicCharacters } from './private-use.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** Code units; the longest name that a certification record carries. */
const LONGEST_NAME = 60;

/** Between the parts of a name: 买买提·艾力, O'Brien-García, "SPECIMEN, ANNA", བསྟན་འཛིན. */
const BETWEEN = /[ \u3000\u0F0B·•‧∙⋅・･.,'’"-]/u;
/** Old counties write rare characters as their own font had them; nobody else can read those. */
const OWN_FONT = /\p{Co}/u;

/** What programs write where there is nothing, and people where they do not know. */
const NO_NAMES: ReadonlySet<string> = new Set(
  'NULL NONE NIL NAN UNDEFINED UNKNOWN TRUE FALSE 无 空 未知 不详 姓名 无名 佚名 待查 暂无 测试'.split(' '),
);
/** Memory never written, and what two wrong conversions leave of any text. */
const DEBRIS = /烫烫|屯屯屯|锟斤|斤拷|锘挎/u;

/**
 * A person's name from another system. Blanks around it are dropped, composed characters made one (NFC), and
 * the 80 characters that old systems kept in private use (䶮 as U+E863) are made what they mean; else it stays
 * as it is. A name that was lost on its way is refused: the reason names the character and its place, and no
 * other. A rare character is never refused, nor one that this program does not know yet.
 */
export function readName(text: string): Result<string, string> {
  const bare = text.replaceAll(/^[\t\n\v\f\r\p{Zs}]+|[\t\n\v\f\r\p{Zs}]+$/gu, '');
  if (bare === '') return err('is empty');
  if (bare.length > LONGEST_NAME) return err(`longer than ${LONGEST_NAME} characters`);
  const letters = [...bare];
  for (const [index, letter] of letters.entries()) {
    const wrong = wrongLetter(letter, letters[index - 1]);
    if (wrong !== undefined) return err(`${wrong}: ${codePoint(letter)} at place ${index + 1}`);
  }
  if (NO_NAMES.has(bare.toUpperCase()))
    return err(`is a word that stands for no name: ${codePoint(letters[0] ?? '')} at place 1`);
  const debris = DEBRIS.exec(bare);
  if (debris !== null) {
    const place = Array.from(bare.slice(0, debris.index)).length + 1;
    return err(`holds what a program wrote for a lost name: ${codePoint(debris[0])} at place ${place}`);
  }
  // A blank at the end may be two thirds of a character: 衡 is E8 A1 A1, and A1 A1 is GBK's wide blank.
  const meant = misread(bare) ?? misread(text);
  if (meant !== undefined)
    return err(`was read as ${meant}, which it is not: ${codePoint(letters[0] ?? '')} at place 1`);
  return ok(withPublicCharacters(bare).normalize('NFC'));
}

/** What looks odd in a name that `readName` gave, for an officer to look at; nothing in most. */
export function nameDoubts(name: string, chineseNumber: boolean): readonly string[] {
  const letters = [...name];
  const own = letters.findIndex((letter) => OWN_FONT.test(letter));
  const some = letters.findIndex((letter) => letter === '某');
  const han = letters.some((letter) => /\p{Script=Han}/u.test(letter));
  const latin = letters.findIndex((letter) => /\p{Script=Latin}/u.test(letter));
  return [
    ...(own === -1
      ? []
      : [
          `name: ${codePoint(letters[own] ?? '')} at place ${own + 1} is a character of one office's own font`,
        ]),
    ...(some === -1 ? [] : [`name: 某 at place ${some + 1} may stand for a character that was not told`]),
    ...(latin !== -1 && (han || chineseNumber)
      ? [`name: ${codePoint(letters[latin] ?? '')} at place ${latin + 1} is a Latin letter`]
      : []),
  ];
}

/** Why this letter can stand in no name; `before` is the one in front of it. */
function wrongLetter(letter: string, before: string | undefined): string | undefined {
  if (/\p{Cc}/u.test(letter)) return 'holds a control character';
  // What a program writes for a character that it does not have: the person's real name is lost.
  if (/[?？\uFFFD\u25A1\u25A0\u3013\u25CF*＊]/u.test(letter))
    return 'holds ? or □ or the like, a character was lost before this file';
  if (!letter.isWellFormed() || /\p{Noncharacter_Code_Point}/u.test(letter)) return 'holds no character';
  if (/\p{Variation_Selector}/u.test(letter))
    return before !== undefined && /[\p{L}\p{Co}]/u.test(before) ? undefined : 'holds an invisible character';
  // Fillers are letters by name only.
  if (/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029]/u.test(letter))
    return 'holds an invisible character';
  if (BETWEEN.test(letter)) return undefined;
  if (/\p{Zs}/u.test(letter)) return 'holds a blank that is none';
  // 〇 is a letter of names though a number by class; planes 2 and 3 are all ideographs, known yet or not.
  if (/[\p{L}\p{M}\p{Co}〇\u2E80-\u2FDF\u{20000}-\u{3FFFD}]/u.test(letter)) return undefined;
  if (/\p{Nd}|\p{No}|\p{Nl}/u.test(letter)) return 'holds a number';
  return 'holds a sign that stands in no name';
}

function codePoint(text: string): string {
  const number = text.codePointAt(0) ?? 0;
  return `U+${number.toString(16).toUpperCase().padStart(4, '0')}`;
}

const LEVEL_ONE = /^[\xB0-\xD7]$/;

/** The encoding that `name` was wrongly taken for, when its bytes make a Chinese name in another one. */
function misread(name: string): string | undefined {
  if (/^[\x20-\x7e]*$/.test(name)) return undefined;
  for (const encoding of ['latin1', 'windows-1252'] as const) {
    const bytes = encoded(name, encoding);
    if (bytes === undefined) continue;
    if (isCommonChinese(decoded(bytes, 'utf-8'))) return 'Latin letters';
    if (!/[\x20-\x7e]/.test(name) && bytes.length % 2 === 0 && isCommonChinese(decoded(bytes, 'gbk')))
      return 'Latin letters';
  }
  const bytes = encoded(name, 'gbk');
  if (bytes === undefined) return undefined;
  return [bytes, withOtherBlanks(name)].some((read) => isCommonChinese(decoded(read, 'utf-8')))
    ? 'GBK'
    : undefined;
}

/** GBK's A3 A0, which belongs to no character, is read as the wide blank that A1 A1 is. */
function withOtherBlanks(name: string): Buffer {
  const [first = Buffer.alloc(0), ...rest] = name.split('\u3000').map((part) => iconv.encode(part, 'gbk'));
  return Buffer.concat([first, ...rest.flatMap((part) => [Buffer.from([0xa3, 0xa0]), part])]);
}

/** Two to eight characters of the 3,755 most common: no chance makes those of the bytes of another name. */
function isCommonChinese(text: string | undefined): boolean {
  if (text === undefined) return false;
  const letters = [...text];
  if (letters.length < 2 || letters.length > 8) return false;
  return letters.every((letter) => {
    const bytes = iconv.encode(letter, 'gbk');
    return bytes.length === 2 && LEVEL_ONE.test(String.fromCharCode(bytes[0] ?? 0)) && (bytes[1] ?? 0) > 0xa0;
  });
}

function encoded(text: string, encoding: string): Buffer | undefined {
  const bytes = iconv.encode(text, encoding);
  return iconv.decode(bytes, encoding) === text ? bytes : undefined;
}

/** Half a character at the end is left out: what was cut there is no reason to miss the rest. */
function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
