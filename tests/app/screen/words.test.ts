import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plain } from '../../../app/screen/words/words.ts';
import en from '../../../assets/strings/en.json';
import zh from '../../../assets/strings/zh-CN.json';
import { type KioskView, METHODS, SERVICES, stripSchema, viewSchema } from '../../../shared/view/view.ts';
import { fill } from '../../../shared/words/fill.ts';

const SCREEN = join(import.meta.dirname, '../../../app/screen');
const ZH: Readonly<Record<string, string>> = zh;
const EN: Readonly<Record<string, string>> = en;

/** What a template such as `strip.${…}` may be filled with: the values of the view's own fields. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'strip.': stripSchema.shape.key.options,
  'weekday.': ['0', '1', '2', '3', '4', '5', '6'],
  'service.': [...SERVICES, ...SERVICES.map((service) => `${service}.about`)],
  'identify.trouble.': optionsOf('identify', 'trouble'),
  'number.title.': optionsOf('enter-number', 'what'),
  'number.lead.': optionsOf('enter-number', 'what'),
  'number.trouble.': optionsOf('enter-number', 'what').flatMap((what) =>
    optionsOf('enter-number', 'trouble').map((trouble) => `${what}.${trouble}`),
  ),
  'already.reprint.': optionsOf('already-certified', 'reprint'),
  'key.receipt-': ['later', 'none'],
  'consent.': ['purpose', 'kept', 'how-long', 'or-not'].flatMap((term) => [term, `${term}.about`]),
  'consent.paper.': ['out', 'no-printer'],
  'capture.title.': optionsOf('capture', 'instruction'),
  'capture.hint.': optionsOf('capture', 'hint'),
  'capture.lead.': ['get-ready', 'look', 'thanks', 'wait'],
  'fallback.reason.': optionsOf('fallback', 'reason'),
  'key.': ['witness', 'visit', 'counter', 'retry'].flatMap((way) => [way, `${way}.about`]),
  'working.title.': optionsOf('working', 'what'),
  'result.title.': optionsOf('result', 'outcome'),
  'result.lead.': ['submitted', 'queued'].flatMap((status) => METHODS.map((method) => `${status}.${method}`)),
  'result.receipt.': optionsOf('result', 'receipt').filter((one) => one !== 'offered'),
  'result.receipt.paper-out': ['', '.waiting'],
  'result.year.': ['this', 'next', 'other'],
  'spoken.voice.': ['aloud', 'private'],
  'private.': optionsOf('result', 'reason'),
  'out.reason.': optionsOf('out-of-service', 'reason'),
};

function optionsOf(screen: KioskView['screen'], field: string): readonly string[] {
  const found = viewSchema.def.options.find((option) => option.shape.screen.def.values[0] === screen);
  const shape: Readonly<Record<string, unknown>> = found?.shape ?? {};
  const schema = shape[field] as {
    options?: readonly string[];
    def: { innerType?: { options: readonly string[] } };
  };
  const options = schema.options ?? schema.def.innerType?.options;
  if (options === undefined) throw new Error(`${screen}.${field} is not a choice`);
  return options;
}

async function sources(): Promise<string> {
  const files = await readdir(SCREEN, { recursive: true });
  const texts = files
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('dock'))
    .map((file) => readFile(join(SCREEN, file), 'utf8'));
  texts.push(readFile(join(SCREEN, '../../shared/words/outcome.ts'), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

describe('the catalogue', () => {
  test('both languages have the same keys, and no sentence is empty', () => {
    expect(Object.keys(EN)).toEqual(Object.keys(ZH));
    for (const [key, sentence] of [...Object.entries(ZH), ...Object.entries(EN)]) {
      expect(sentence.trim(), key).not.toBe('');
    }
  });

  test('both languages are filled with the same values, and bold is always closed', () => {
    const names = (sentence: string): string[] =>
      [...sentence.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '').sort();
    for (const [key, sentence] of Object.entries(ZH)) {
      const other = EN[key] ?? '';
      // A weekday, a year or a day may be left out where a language does without.
      for (const name of names(other)) {
        if (!key.startsWith('result.year')) expect(names(sentence), key).toContain(name);
      }
      for (const one of [sentence, other]) expect(one.split('**').length % 2, key).toBe(1);
    }
  });

  test('no key is unused, and every template is listed here', async () => {
    const text = await sources();
    const used = new Set([...text.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((m) => m[1] ?? ''));
    const prefixes = [...text.matchAll(/`([a-z][\w-]*(?:[.-][\w-]*)*[.-]?)\$\{/g)].map((m) => m[1] ?? '');
    const catalogued = prefixes.filter((prefix) => Object.keys(ZH).some((key) => key.startsWith(prefix)));
    expect([...new Set(catalogued)].filter((prefix) => MEMBERS[prefix] === undefined)).toEqual([]);
    for (const prefix of catalogued) {
      for (const member of MEMBERS[prefix] ?? []) used.add(`${prefix}${member}`);
    }
    expect(Object.keys(ZH).filter((key) => !used.has(key))).toEqual([]);
  });

  test('no word that blames, threatens or means nothing to four years of school', () => {
    for (const [key, sentence] of Object.entries(ZH)) {
      expect(sentence, key).not.toMatch(/失败|非法|冒领|请重试|异常|0x|网络超时|感应区/);
    }
  });

  test('titles stay short', () => {
    for (const [key, sentence] of Object.entries(ZH).filter(([key]) => /\.title(\.|$)/.test(key))) {
      for (const line of sentence.split('\n')) expect([...line].length, key).toBeLessThanOrEqual(10);
    }
  });

  test('filling and stripping', () => {
    expect(fill('到 {counter} 号窗口', { counter: 3 })).toBe('到 3 号窗口');
    expect(fill('{missing}')).toBe('{missing}');
    expect(plain('放**社保卡**\n也可以')).toBe('放社保卡也可以');
  });
});
