import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Wanted } from './plan.ts';

const run = promisify(execFile);

/** espeak-ng's voice and words a minute; measured, Mandarin comes to 160–180 characters a minute. */
const VOICES = {
  mandarin: ['cmn-latn-pinyin', '150'],
  english: ['en-gb', '135'],
} as const;

/** Goes into the index: another voice or another way of making makes every clip anew. */
export const MADE_BY = `espeak-ng ${Object.values(VOICES).flat().join(' ')}, opus 14`;

export interface Sound {
  readonly opus: Buffer;
  /** ms */
  readonly length: number;
}

/** Speaks, or takes a recording (WAV); silence at both ends is cut, loudness is made the same, Opus comes out. */
export async function soundOf(wanted: Wanted, recording?: string): Promise<Sound> {
  const folder = await mkdtemp(join(tmpdir(), 'songbai-audio-'));
  try {
    const raw = join(folder, 'raw.wav');
    const cut = join(folder, 'cut.wav');
    const opus = join(folder, 'clip.opus');
    if (recording === undefined) await speak(wanted, raw);
    const quiet = ['silence', '1', '0.01', '0.4%', 'reverse'];
    await run('sox', [
      recording ?? raw,
      '-c',
      '1',
      '-b',
      '16',
      cut,
      ...quiet,
      ...quiet,
      'pad',
      '0.01',
      '0.06',
      'norm',
      '-3',
    ]);
    await run('opusenc', [
      '--quiet',
      '--speech',
      '--bitrate',
      '14',
      '--padding',
      '0',
      '--serial',
      '1',
      '--discard-comments',
      cut,
      opus,
    ]);
    const { stdout } = await run('soxi', ['-D', cut]);
    return { opus: await readFile(opus), length: Math.round(Number(stdout) * 1000) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function speak({ spoken, voice }: Wanted, out: string): Promise<void> {
  const [name, speed] = VOICES[voice];
  await run('espeak-ng', ['-v', name, '-s', speed, '-w', out, '--', spoken]);
}
