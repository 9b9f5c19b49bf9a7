import type { PaperStatus, PrinterStatus } from '../contract/status.ts';

/** The four questions of DLE EOT: printer, reasons for being offline, errors, paper. */
export const QUESTIONS = [1, 2, 3, 4] as const;
export type Question = (typeof QUESTIONS)[number];

/** DLE EOT n: answered at once, also while printing and while offline. */
export function statusRequest(question: Question): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question);
}

/** GS r 1: its answer waits in line behind the print data, so it proves that they were worked off. */
export const END_OF_JOB = Uint8Array.of(0x1d, 0x72, 0x01);
/** GS a 0: no unasked status (ASB); its bytes 2–4 could be taken for other answers. */
export const NO_UNASKED_STATUS = Uint8Array.of(0x1d, 0x61, 0x00);
/** DLE ENQ 2: recover from an error and forget what was not printed yet. */
export const RECOVER_AND_CLEAR = Uint8Array.of(0x10, 0x05, 0x02);

/** One byte from the printer. */
export type PrinterByte =
  /** Answer to DLE EOT: bits 7, 1, 0 and 4 are 0, 1, 0 and 1. */
  | { readonly kind: 'status'; readonly bits: number }
  /** Answer to GS r: bits 7 and 4 are 0. */
  | { readonly kind: 'end-of-job'; readonly paperEnd: boolean }
  /** First byte of an unasked status; up to three bytes with bits 7 and 4 clear follow. */
  | { readonly kind: 'unasked' }
  /** XON, XOFF: the line's own talk. */
  | { readonly kind: 'flow' }
  | { readonly kind: 'noise' };

/** Total: every byte is exactly one of these. */
export function classify(byte: number): PrinterByte {
  if (byte === 0x11 || byte === 0x13) return { kind: 'flow' };
  if ((byte & 0x93) === 0x12) return { kind: 'status', bits: byte };
  if ((byte & 0x93) === 0x10) return { kind: 'unasked' };
  if ((byte & 0x90) === 0x00) return { kind: 'end-of-job', paperEnd: (byte & 0x0c) !== 0 };
  return { kind: 'noise' };
}

/** What was answered. Cheap printers leave out question 3, or 4, or all. */
export type Answers = Readonly<Partial<Record<Question, number>>>;

export const NO_ANSWER: PrinterStatus = {
  link: { kind: 'no-answer' },
  paper: 'unknown',
  cover: 'unknown',
  fault: 'unknown',
};

/** Raw bits to the words that people act on. No answer at all is not "ok". */
export function summarise(answers: Answers): PrinterStatus {
  const { 1: printer, 2: offline, 3: error, 4: paperBits } = answers;
  if (printer === undefined && offline === undefined && error === undefined && paperBits === undefined) {
    return NO_ANSWER;
  }
  const cover = offline === undefined ? 'unknown' : bit(offline, 2) ? 'open' : 'closed';
  const paper = paperStatus(offline, paperBits);
  const explained = cover === 'open' || paper === 'out';
  const fault = faultOf(answers, explained);
  // Offline and no word why: somebody pressed the feed button, or the model has a reason of its own.
  const unexplained = printer !== undefined && bit(printer, 3) && !explained && isFine(fault);
  return {
    link: unexplained ? { kind: 'broken', detail: 'offline' } : { kind: 'ready' },
    paper,
    cover,
    fault,
  };
}

function bit(byte: number, index: number): boolean {
  return (byte & (1 << index)) !== 0;
}

function isFine(fault: PrinterStatus['fault']): boolean {
  return fault === 'none' || fault === 'unknown';
}

function paperStatus(offline: number | undefined, paper: number | undefined): PaperStatus {
  if ((paper !== undefined && (paper & 0x60) !== 0) || (offline !== undefined && bit(offline, 5)))
    return 'out';
  if (paper === undefined) return 'unknown';
  return (paper & 0x0c) !== 0 ? 'low' : 'ok';
}

function faultOf(answers: Answers, explained: boolean): PrinterStatus['fault'] {
  const { 1: printer, 2: offline, 3: error } = answers;
  const stopped = (offline !== undefined && bit(offline, 6)) || (printer !== undefined && bit(printer, 3));
  if (error !== undefined) {
    if (bit(error, 5)) return 'unrecoverable';
    if (bit(error, 3)) return 'cutter';
    // Also set by an open cover, which has its own word.
    if (bit(error, 6) && !explained) return 'hot';
    // Undefined on some models, so it counts only together with a standstill.
    if (bit(error, 2) && stopped) return 'mechanical';
  }
  if (offline !== undefined && bit(offline, 6) && !explained) return 'mechanical';
  return error === undefined ? 'unknown' : 'none';
}

/** Whether a job may be sent. Unknown paper may: the end of the job is confirmed either way. */
export function isReady(status: PrinterStatus): boolean {
  return (
    status.link.kind === 'ready' && status.paper !== 'out' && status.cover !== 'open' && isFine(status.fault)
  );
}

/**
 * Whether a job that has begun will not go on without a person. A hot head cools down by itself, and
 * offline without a reason passes.
 */
export function isStopped(status: PrinterStatus): boolean {
  return (
    status.paper === 'out' || status.cover === 'open' || !(isFine(status.fault) || status.fault === 'hot')
  );
}

export function sameStatus(a: PrinterStatus, b: PrinterStatus): boolean {
  return (
    a.link.kind === b.link.kind &&
    ('detail' in a.link ? a.link.detail : '') === ('detail' in b.link ? b.link.detail : '') &&
    a.paper === b.paper &&
    a.cover === b.cover &&
    a.fault === b.fault
  );
}
