import { err, ok, type Result } from '../../shared/result/result.ts';

/** A verified response. SW1 and SW2 are zero in every known reader; the meaning is in SW3. */
export interface SamResponse {
  readonly sw3: number;
  readonly data: Uint8Array;
}

/** The status codes that the drivers and simulators name; the others are only classified. */
export const SW3 = {
  ok: 0x90,
  itemAbsent: 0x91,
  found: 0x9f,
  checksumError: 0x10,
  commandError: 0x21,
  notAnIdCard: 0x40,
  readFailed: 0x41,
  selfTestFailed: 0x60,
  noNewCard: 0x80,
  selectFailed: 0x81,
} as const;

export function parseResponse(body: Uint8Array): Result<SamResponse, 'too-short'> {
  const sw3 = body[2];
  if (sw3 === undefined) return err('too-short');
  return ok({ sw3, data: body.subarray(3) });
}

/** What a status code asks of us. */
export type SamVerdict =
  | 'ok'
  /** 9F: a card was put down since the last successful read. */
  | 'found'
  /** 80: no *new* card. A card that was read may still lie there. */
  | 'no-new-card'
  /** 41, 81 and others: the card slid or left. */
  | 'place-again'
  /** 31, 32, 33: card and SAM did not accept each other, or the data do not verify. */
  | 'not-genuine'
  /** 40 */
  | 'not-an-id-card'
  /** 91: the card has no such item. */
  | 'item-absent'
  /** 10, 11, 21: our request arrived damaged. */
  | 'resend'
  /** 60, 66: the SAM itself is out of service. */
  | 'broken';

const VERDICTS: Readonly<Record<number, SamVerdict>> = {
  [SW3.ok]: 'ok',
  [SW3.found]: 'found',
  [SW3.itemAbsent]: 'item-absent',
  [SW3.checksumError]: 'resend',
  0x11: 'resend',
  [SW3.commandError]: 'resend',
  0x31: 'not-genuine',
  0x32: 'not-genuine',
  0x33: 'not-genuine',
  [SW3.notAnIdCard]: 'not-an-id-card',
  [SW3.readFailed]: 'place-again',
  [SW3.selfTestFailed]: 'broken',
  0x66: 'broken',
  [SW3.noNewCard]: 'no-new-card',
  [SW3.selectFailed]: 'place-again',
};

/** Total: a code outside the table (23, 24, 37, 3F, 47 and unknown ones) asks for the card again. */
export function verdict(sw3: number): SamVerdict {
  return VERDICTS[sw3] ?? 'place-again';
}
