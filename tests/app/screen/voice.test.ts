import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemVoice } from '../../../app/screen/speech/voice.ts';

/** A speech engine as a browser gives it: voices may come late, and it may never begin. */
class Engine extends EventTarget {
  readonly spoken: string[] = [];
  cancelled = 0;
  voices: { lang: string }[] = [];
  getVoices(): { lang: string }[] {
    return this.voices;
  }
  speak(utterance: { text: string }): void {
    this.spoken.push(utterance.text);
  }
  cancel(): void {
    this.cancelled += 1;
  }
}

describe('voice', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal(
      'SpeechSynthesisUtterance',
      class extends EventTarget {
        readonly text: string;
        constructor(text: string) {
          super();
          this.text = text;
        }
      },
    );
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test('a machine without speech stays silent and does not mind', () => {
    expect(() => systemVoice(undefined).say('您好', 'zh-CN')).not.toThrow();
  });

  test('voices that come late speak the last sentence only', () => {
    const engine = new Engine();
    const voice = systemVoice(engine as unknown as SpeechSynthesis);
    voice.say('一', 'zh-CN');
    voice.say('二', 'zh-CN');
    expect(engine.spoken).toEqual([]);
    engine.voices = [{ lang: 'zh-CN' }];
    engine.dispatchEvent(new Event('voiceschanged'));
    expect(engine.spoken).toEqual(['二']);
  });

  test('without a voice of that language nothing is said; an engine that never begins is told to stop', () => {
    const engine = new Engine();
    engine.voices = [{ lang: 'de-DE' }];
    const voice = systemVoice(engine as unknown as SpeechSynthesis);
    voice.say('您好', 'zh-CN');
    expect(engine.spoken).toEqual([]);
    const before = engine.cancelled;
    vi.advanceTimersByTime(3_000);
    expect(engine.cancelled).toBe(before + 1);
  });
});
