import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Clips } from '../../../../app/screen/speech/clips.ts';
import { createVoice, type Play } from '../../../../app/screen/speech/voice.ts';

const table = new Map(['一', '二', '三', '四'].map((text) => [text, { url: text, ms: 500 }]));
const clips: Clips = { table: () => Promise.resolve(table), syllables: () => Promise.resolve([]) };

/** A loudspeaker that notes what it played, and ends a clip when told. */
function speaker() {
  const played: string[] = [];
  const stopped: string[] = [];
  let end: (() => void) | undefined;
  const play: Play = (url, ended) => {
    played.push(url);
    end = ended;
    return { stop: () => stopped.push(url) };
  };
  return { played, stopped, play, end: () => end?.() };
}

const line = (about: string, text: string) => ({ about, text });

describe('the voice', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  test('says line after line, and stops at once for the next screen', async () => {
    const { play, played, stopped, end } = speaker();
    const voice = createVoice(clips, play);
    voice.say([line('title', '一'), line('lead', '二')], 'zh-CN');
    await pass(0);
    expect(played).toEqual(['一']);
    end();
    await pass(400);
    expect(played).toEqual(['一', '二']);
    voice.say([line('title', '三')], 'zh-CN');
    await pass(0);
    expect(stopped).toContain('二');
    expect(played).toEqual(['一', '二', '三']);
  });

  test('goes on with what still stands, leaves out what does not, and says what is new', async () => {
    const { play, played, stopped, end } = speaker();
    const voice = createVoice(clips, play);
    const title = line('title', '一');
    voice.say([title, line('lead', '二')], 'zh-CN');
    await pass(0);
    voice.goOn([title, line('lead', '三')], [line('lead', '三')], 'zh-CN');
    expect(stopped).toEqual([]);
    end();
    await pass(400);
    expect(played).toEqual(['一', '三']);
    voice.goOn([title, line('lead', '四')], [line('lead', '四')], 'zh-CN');
    await pass(0);
    expect(stopped).toContain('三');
    expect(played).toEqual(['一', '三', '四']);
  });

  test('a clip that never ends holds nothing up; hushing is at once', async () => {
    const { play, played, stopped } = speaker();
    const voice = createVoice(clips, play);
    voice.say([line('title', '一'), line('lead', '二')], 'zh-CN');
    await pass(0);
    await pass(500 + 3_000 + 400);
    expect(played).toEqual(['一', '二']);
    voice.hush();
    expect(stopped).toContain('二');
    await pass(10_000);
    expect(played).toEqual(['一', '二']);
  });

  test('without its clips it stays silent, and speaks when they can be had', async () => {
    const { play, played } = speaker();
    let there = false;
    const voice = createVoice(
      { ...clips, table: () => (there ? Promise.resolve(table) : Promise.reject(new Error('gone'))) },
      play,
    );
    voice.say([line('title', '一')], 'zh-CN');
    await pass(0);
    expect(played).toEqual([]);
    there = true;
    voice.say([line('title', '一')], 'zh-CN');
    await pass(0);
    expect(played).toEqual(['一']);
  });
});
