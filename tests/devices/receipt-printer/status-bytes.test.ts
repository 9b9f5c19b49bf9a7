import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrinterStatus } from '../../../devices/contract/status.ts';
import {
  type Answers,
  classify,
  isReady,
  isStopped,
  QUESTIONS,
  type Question,
  statusRequest,
  summarise,
} from '../../../devices/receipt-printer/status-bytes.ts';

const WELL: Answers = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 };

const lines = readFileSync(new URL('../../fixtures/escpos/escpos_status.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, label = '', hex = ''] = /^(.*?)\s+((?:[0-9A-F]{2} ?)+)$/.exec(line) ?? [];
    return { label, bytes: Uint8Array.from(hex.trim().split(' '), (byte) => Number.parseInt(byte, 16)) };
  });

/** What people are to be told for the vectors' answers; everything else well. */
const EXPECTED: Readonly<Record<string, Partial<PrinterStatus>>> = {
  'any n, all normal': {},
  'n=1 offline': { link: { kind: 'broken', detail: 'offline' } },
  'n=1 offline + drawer pin3 high': { link: { kind: 'broken', detail: 'offline' } },
  'n=1 online + drawer pin3 high': {},
  'n=1 offline, waiting online recovery': { link: { kind: 'broken', detail: 'offline' } },
  'n=2 cover open': { cover: 'open' },
  'n=2 feed button': {},
  'n=2 paper-end stop': { paper: 'out' },
  'n=2 error': { fault: 'mechanical' },
  'n=2 cover open+paper end+error': { cover: 'open', paper: 'out' },
  // Undefined on some models, so nothing by itself.
  'n=3 recoverable (mechanical) error [model dependent]': {},
  'n=3 autocutter error': { fault: 'cutter' },
  'n=3 unrecoverable': { fault: 'unrecoverable' },
  'n=3 auto-recoverable (head hot/cover open)': { fault: 'hot' },
  'n=4 near end': { paper: 'low' },
  'n=4 paper end (near-end sensor also tripped)': { paper: 'out' },
  'n=4 paper end, no near-end sensor': { paper: 'out' },
};

describe('vectors', () => {
  it('are all used', () => {
    const answers = lines.filter(({ label }) => !/^(DLE|GS a|ASB)/.test(label)).map(({ label }) => label);
    expect(answers).toEqual(Object.keys(EXPECTED));
  });

  it.each(QUESTIONS)('request %i', (question) => {
    const vector = lines.find(({ label }) => label === `DLE EOT ${question} req`);
    expect(statusRequest(question)).toEqual(vector?.bytes);
  });

  it.each(Object.entries(EXPECTED))('%s', (label, difference) => {
    const byte = lines.find((line) => line.label === label)?.bytes[0] ?? 0;
    expect(classify(byte)).toEqual({ kind: 'status', bits: byte });
    const question = Number(/n=(\d)/.exec(label)?.[1] ?? 1) as Question;
    const well = summarise(WELL);
    expect(summarise({ ...WELL, [question]: byte })).toEqual({ ...well, ...difference });
  });

  it.each(lines.filter(({ label }) => label.startsWith('ASB')))('$label is no answer', ({ bytes }) => {
    expect(classify(bytes[0] ?? 0).kind).toBe('unasked');
  });
});

describe('any bytes', () => {
  it('every byte is exactly one thing, by the bits of the reference', () => {
    for (let byte = 0; byte < 256; byte += 1) {
      const { kind } = classify(byte);
      const fits = {
        flow: byte === 0x11 || byte === 0x13,
        status: (byte & 0x93) === 0x12,
        unasked: (byte & 0x93) === 0x10,
        'end-of-job': (byte & 0x90) === 0,
        noise: true,
      };
      expect(fits[kind]).toBe(true);
    }
  });

  it('any answers give a status, silence is never ready, trouble is never ready', () => {
    const byte = fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined });
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), (bytes) => {
        const answers: Record<number, number> = {};
        bytes.forEach((value, i) => {
          if (value !== undefined) answers[i + 1] = value;
        });
        const status = summarise(answers);
        if (bytes.every((value) => value === undefined)) expect(status.link.kind).toBe('no-answer');
        if (isStopped(status)) expect(isReady(status)).toBe(false);
        if (((bytes[3] ?? 0) & 0x60) !== 0) expect(isReady(status)).toBe(false);
        if (((bytes[1] ?? 0) & 0x24) !== 0) expect(isReady(status)).toBe(false);
        if (((bytes[0] ?? 0) & 0x08) !== 0) expect(isReady(status)).toBe(false);
      }),
    );
  });
});
