import { describe, expect, test } from 'vitest';
import type { PrinterStatus } from '../../../devices/contract/status.ts';
import { paperWord, printerTrouble } from '../../../flows/print/readiness.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { settle } from '../support/clock.ts';
import { createFakePrinter, PAPER_OK } from '../support/fakes.ts';
import { createWorld, toResult } from '../support/world.ts';

describe('after a slip that may be half out, the next one says 补打', () => {
  const COVER_OPEN: PrinterStatus = { ...PAPER_OK, cover: 'open' };

  test.each([
    ['the cover was opened', err({ kind: 'interrupted', status: COVER_OPEN } as const), true],
    ['the driver fell over', 'throw' as const, true],
    ['nothing was sent', err({ kind: 'not-ready', status: COVER_OPEN } as const), false],
  ])('%s', async (_name, answer, reprint) => {
    const world = createWorld();
    await toResult(world);
    world.printer.answer = answer;
    await world.tap({ type: 'print-receipt' });
    await settle();
    expect(world.on('result').receipt).toBe(reprint ? 'unconfirmed' : 'printer-trouble');
    world.printer.printed.length = 0;
    world.printer.answer = ok(undefined);
    await world.tap({ type: 'print-receipt' });
    expect(world.printer.printed).toMatchObject([{ reprint }]);
  });
});

describe('what is said of a printer before anything is promised', () => {
  const word = (status: PrinterStatus): string => {
    const printer = createFakePrinter();
    printer.say(status);
    return paperWord(printer);
  };

  test('one that is still starting is not "ok", and stands in nobody’s way', () => {
    const starting: PrinterStatus = { ...PAPER_OK, link: { kind: 'starting' } };
    expect([word(starting), printerTrouble(starting)]).toEqual(['no-printer', null]);
  });

  test('a model that knows no question about faults has none', () => {
    const quiet: PrinterStatus = { ...PAPER_OK, fault: 'unknown' };
    expect([word(quiet), printerTrouble(quiet)]).toEqual(['ok', null]);
    expect(printerTrouble({ ...PAPER_OK, fault: 'cutter' })).toBe('fault');
  });
});
