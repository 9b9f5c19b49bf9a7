import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publicCodePoint } from '../../../shared/identity/private-use.ts';
import { sameName } from '../../../shared/identity/name.ts';

describe('the same name', () => {
  test.each([
    ['with a private-use code point of old fonts', '石\ue863', '石䶮'],
    ['with another middle dot', '买买提•艾力', '买买提·艾力'],
    ['with a Japanese middle dot', '买买提・艾力', '买买提·艾力'],
    ['with a half-width middle dot', '买买提･艾力', '买买提·艾力'],
    ['with a full stop for a dot', '买买提.艾力', '买买提·艾力'],
    ['with a full-width full stop', '买买提．艾力', '买买提·艾力'],
    ['without the dot', '买买提艾力', '买买提·艾力'],
    ['with a space inside', '李 明', '李明'],
    ['with ideographic spaces behind', '李明\u3000\u3000', '李明'],
    ['with an invisible character', '李\u200b明', '李明'],
    ['with a variation selector', '葛\u{e0100}明', '葛明'],
    ['in full-width letters', 'ＳＭＩＴＨ ＪＯＨＮ', 'Smith John'],
    ['composed and decomposed', 'José', 'Jose\u0301'],
    ['with a compatibility ideograph', '\uf9dc明', '隆明'],
  ])('%s', (_name, one, other) => {
    expect(sameName(one, other)).toBe(true);
    expect(sameName(other, one)).toBe(true);
  });

  test.each([
    ['another character', '李明', '李鸣'],
    ['a character more', '李明', '李明明'],
    ['a rare character for another', '石\ue863', '石龑'],
    ['nothing', '', ''],
    ['only a dot', '·', '•'],
    ['a private-use character that nobody knows', '石\ue001', '石'],
    ['another one', '石\ue001', '石\ue002'],
    ['nothing for somebody', '', '李明'],
  ])('is not %s', (_name, one, other) => {
    expect(sameName(one, other)).toBe(false);
  });

  test('is so for every old code point and what it stands for', () => {
    for (let code = 0xe78d; code <= 0xe864; code++) {
      const [one, other] = [String.fromCodePoint(code), String.fromCodePoint(publicCodePoint(code))];
      expect(sameName(`王${one}`, `王${other}`)).toBe(true);
    }
  });

  test('never for two different names of ideographs', () => {
    const name = fc.stringMatching(/^[\u4e00-\u9fa5]{2,4}$/u);
    fc.assert(fc.property(name, name, (one, other) => sameName(one, other) === (one === other)));
  });
});
