import { describe, expect, test } from 'vitest';
import { settle } from '../support/clock.ts';
import { createWorld, LI, toResult } from '../support/world.ts';

describe('one retiree, certified for a year', () => {
  test('card, 是我本人, 同意, two acts, 认证成功, slip, home', async () => {
    const world = createWorld();
    await settle();
    expect(world.screen()).toBe('home');

    world.reader.emit({ type: 'placed' });
    await settle();
    expect(world.on('identify')).toMatchObject({ reading: true, provisionalName: null });
    world.reader.emit({ type: 'provisional-name', name: '李秀珍' });
    await settle();
    expect(world.on('identify').provisionalName).toBe('李秀珍');
    world.reader.emit({ type: 'read', card: LI });
    await settle();
    expect(world.on('confirm-identity')).toMatchObject({ maskedName: '李＊珍', busy: false });
    expect(world.county.lookups).toEqual([]);

    await world.tap({ type: 'confirm-me' });
    expect(world.county.lookups).toEqual([LI.idNumber]);
    expect(world.on('consent')).toMatchObject({ paper: 'ok', receiptChoice: 'print', camera: true });
    await world.tap({ type: 'agree' });
    expect(world.on('capture')).toMatchObject({ instruction: 'get-ready', step: 1, steps: 3, attempt: 1 });

    const result = await world.until('result');
    expect(result).toMatchObject({
      outcome: 'accepted',
      method: 'face',
      validThrough: '2027-10',
      counter: '3号窗口',
      receipt: 'offered',
      certificateNo: '9901010001000001',
    });
    expect(world.journal.committed).toHaveLength(1);
    expect(world.journal.committed[0]).toMatchObject({
      idNumber: LI.idNumber,
      method: 'face',
      source: 'id-card',
      validThrough: '2027-10',
      liveness: { engine: 'scripted', attempt: 1 },
    });

    await world.tap({ type: 'print-receipt' });
    expect(world.on('result').receipt).toBe('printed');
    expect(world.printer.printed).toHaveLength(1);
    expect(world.printer.printed[0]).toMatchObject({
      kind: 'certification',
      status: 'accepted',
      reprint: false,
      maskedName: '李＊珍',
      qr: 'SB1:9901010001000001:abababababababab',
    });
    expect(world.journal.receipts.map(([, state]) => state)).toEqual(['begun', 'printed']);
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('home');
    world.kiosk.stop();
  });

  test('the same person a moment later is certified already', async () => {
    const world = createWorld();
    await toResult(world);
    await world.tap({ type: 'print-receipt' });
    await world.tap({ type: 'done' });
    await world.card(LI);
    await world.tap({ type: 'confirm-me' });
    expect(world.on('already-certified')).toMatchObject({ validThrough: '2027-10', reprint: null });
    await world.tap({ type: 'done' });
    expect(world.screen()).toBe('home');
  });
});
