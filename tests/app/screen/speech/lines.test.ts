import { describe, expect, test } from 'vitest';
import type { Say, Word } from '../../../../app/screen/words/words.ts';
import zh from '../../../../assets/strings/zh-CN.json';
import { nextSentences } from '../../../../flows/print/sentences.ts';
import { heard } from '../../../../shared/words/aloud.ts';
import { fill } from '../../../../shared/words/fill.ts';
import { type KioskView, METHODS } from '../../../../shared/view/view.ts';
import { spoken } from '../every-screen.ts';
import { STORIES, storyNamed } from '../stories/registry.ts';

const say: Say = (word, fillings) => fill(zh[word], fillings);

/** What the hall hears, as one text. */
function hall(view: KioskView): string {
  return spoken(view, say)
    .filter((line) => line.for !== 'ear')
    .map(({ text }) => heard(text))
    .join('|');
}

function ear(view: KioskView): string {
  return spoken(view, say)
    .filter((line) => line.for !== 'hall')
    .map(({ text }) => heard(text))
    .join('|');
}

describe('what a screen says aloud', () => {
  test('no name, no number, no typed digit and no reason reaches the hall', () => {
    for (const { name, view } of STORIES) {
      const used: Word[] = [];
      const noting: Say = (word, fillings) => {
        used.push(word);
        return `${word} ${Object.values(fillings ?? {}).join(' ')}`;
      };
      const public_ = spoken(view, noting).filter((line) => line.for !== 'ear');
      const text = public_.map((line) => line.text).join('|');
      expect(text, name).not.toMatch(/private\.|fallback\.reason|suspended/);
      const secrets = [
        'maskedName' in view ? view.maskedName : '',
        'maskedNumber' in view ? view.maskedNumber.slice(-4) : '',
        'certificateNo' in view ? (view.certificateNo ?? '') : '',
        view.screen === 'identify' ? (view.provisionalName ?? '') : '',
        view.screen === 'enter-number' ? view.typed : '',
      ].filter((secret) => secret !== '');
      for (const secret of secrets) expect(text, name).not.toContain(secret);
      expect(used.length, name).toBeGreaterThan(0);
    }
  });

  test('who cannot be certified is asked to read it in the hall, and hears it by headphones', () => {
    for (const { name, view } of STORIES) {
      if (view.screen !== 'result' || view.reason === null) continue;
      expect(hall(view).split('|')[0], name).toBe('请看屏幕上的字');
      expect(ear(view), name).toContain(heard(say(`private.${view.reason}`)));
    }
  });

  test('by headphones one hears whose matter it is, the last four digits, and the number of the certificate', () => {
    expect(ear(storyNamed('confirm-identity'))).toContain('姓名：李＊珍|号码最后四位：2416');
    expect(ear(storyNamed('result, accepted'))).toContain('凭证号：9901，0126，1123，0482');
    expect(ear(storyNamed('fallback'))).toContain('李＊珍');
    expect(ear(storyNamed('enter-number, half'))).toMatch(/\|\d$/);
  });

  test('every title, every lead and every hint is spoken', () => {
    for (const { name, view } of STORIES) {
      const about = spoken(view, say).filter((line) => line.for !== 'hall');
      expect(
        about.some((line) => line.about === 'title'),
        name,
      ).toBe(true);
      if (view.screen !== 'consent')
        expect(
          about.some((line) => line.about === 'lead'),
          name,
        ).toBe(true);
    }
  });

  test('screen, speech and slip say the same of every outcome, and no unit twice', () => {
    const story = storyNamed('result, accepted');
    if (story.screen !== 'result') throw new Error('no result among the stories');
    for (const status of ['accepted', 'submitted', 'queued'] as const)
      for (const method of METHODS) {
        const standing = { status, method, wasSuspended: false };
        const slip = nextSentences(standing, '2027-10', story.counter).join('').replace('2027年', '明年');
        const spoken = hall({ ...story, outcome: status, method }).split('|');
        expect(spoken[0]).toBe(say(`result.title.${status}`));
        expect(heard(slip), `${status} ${method}`).toBe(spoken[1]?.replaceAll('。 ', '。'));
        expect(slip).not.toMatch(/窗口 ?号|窗口 ?窗口|[{}*]/);
      }
  });
});
