import { describe, expect, it } from 'vitest';
import { isKeyAllowed } from '../../../app/shell/keys.ts';
import { boot } from './support/booted.ts';

const NAMED =
  'Enter Backspace Tab Escape Delete Insert Home End PageUp PageDown ArrowUp ArrowDown ArrowLeft ArrowRight ' +
  'PrintScreen ContextMenu Meta Control Alt AltGraph Shift CapsLock NumLock ScrollLock Pause BrowserBack ' +
  'BrowserHome BrowserSearch BrowserRefresh LaunchApplication1 LaunchMail MediaPlayPause Power Sleep WakeUp ' +
  'AudioVolumeUp Eject ZoomIn ZoomOut Cut Copy Paste Undo Find Open Save Print Help Process Dead Unidentified';
const KEYS = [
  ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
  ...'abcdefghijklmnopqrstuvwxyz0123456789+-=_/\\.,:;<>?!@#$%^&*()[]{}|~`\'"X松 ',
  ...NAMED.split(' '),
  '',
];
const MODIFIERS = [false, true].flatMap((control) =>
  [false, true].flatMap((alt) => [false, true].map((meta) => ({ control, alt, meta }))),
);
const NUMBER_PAD = new Set([...'0123456789xX', 'Enter', 'Backspace', 'Tab', ' ']);

describe('keys that reach the page', () => {
  it('are those of a number pad, and none with Control, Alt or Meta: the whole table', () => {
    const wrong: string[] = [];
    for (const key of KEYS) {
      for (const modifiers of MODIFIERS) {
        const bare = !modifiers.control && !modifiers.alt && !modifiers.meta;
        if (isKeyAllowed({ key, ...modifiers }) !== (bare && NUMBER_PAD.has(key))) {
          wrong.push(JSON.stringify({ key, ...modifiers }));
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are filtered in the window itself', async () => {
    const { contents } = (await boot()).fake;
    expect(contents.press('7')).toBe(true);
    expect(contents.press('F11')).toBe(false);
    expect(contents.press('Tab', { alt: true })).toBe(false);
    expect(contents.press('q', { control: true })).toBe(false);
    expect(contents.press('c', { control: true })).toBe(false);
    expect(contents.press('p', { control: true })).toBe(false);
  });
});
