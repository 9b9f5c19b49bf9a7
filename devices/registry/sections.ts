import * as z from 'zod';

/** Something, and nothing that a terminal or a file system would stumble over. */
const PLAIN_TEXT = /^(?=.*\S)[^\p{Cc}\p{Cs}]+$/u;
/** A name or an address alone: no scheme, no path; a port has a key of its own. */
const HOST = /^([\p{L}\p{N}._-]+|\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F.]*\]?)$/u;

/** The sections below `devices` in kiosk.json. Unknown keys are refused. */
const columns = z.union([z.literal(32), z.literal(48)]).default(48);
const baudRate = z.int().min(1200).max(921_600).optional();
/** Default `gs-r`; `status` for printers that never confirm the end of a job. */
const endOfJob = z.enum(['gs-r', 'status']).optional();
/** In what this printer differs from most; what is left out is as most have it. */
const profile = z
  .strictObject({
    /** `raster` for printers that print (k1 and other text in place of the square code. */
    qr: z.enum(['native', 'raster']).optional(),
    cut: z.enum(['gs-v-66', 'gs-v-0', 'gs-v-1', 'esc-i', 'esc-m', 'none']).optional(),
    /** `fs`: FS & is sent before Chinese text; `always`: it is in Chinese mode by itself. */
    chinese: z.enum(['always', 'fs']).optional(),
    endOfJob,
  })
  .optional();
const path = z.string().regex(PLAIN_TEXT);

const idCard = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('sam-serial'), path, baudRate }),
  z.strictObject({ driver: z.literal('simulated') }),
]);

const receiptPrinter = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('escpos-serial'), path, baudRate, columns, profile, endOfJob }),
  z.strictObject({
    driver: z.literal('escpos-tcp'),
    host: z.string().max(253).regex(HOST),
    port: z.int().min(1).max(65_535).default(9100),
    columns,
    profile,
    endOfJob,
  }),
  z.strictObject({ driver: z.literal('simulated'), columns }),
]);

/** A persona is a file in assets/demo/personas, named without its ending. */
const PERSONA_NAME = /^[a-z][a-z0-9-]{0,40}$/;

const face = z.discriminatedUnion('engine', [
  z.strictObject({
    engine: z.literal('scripted'),
    persona: z.string().regex(PERSONA_NAME).default('cooperative'),
  }),
]);

export const devicesSchema = z.strictObject({
  idCard: idCard.optional(),
  receiptPrinter: receiptPrinter.optional(),
  face: face.optional(),
});

export type DevicesConfig = z.infer<typeof devicesSchema>;

/** Which drivers a section may name, for messages. */
export const DRIVERS: Readonly<Record<string, string>> = {
  idCard: 'sam-serial, simulated',
  receiptPrinter: 'escpos-serial, escpos-tcp, simulated',
  face: 'scripted',
};

/** What to write for a key of any section. */
export const SECTION_HINTS: Readonly<Record<string, string>> = {
  path: 'the path of its port, e.g. "/dev/ttyS1"',
  baudRate: 'a whole number from 1200 to 921600, e.g. 115200, or leave it out',
  columns: '48 (80 mm paper) or 32 (58 mm)',
  endOfJob: '"gs-r", or "status" for a printer that never confirms the end of a job',
  host: 'a name or an address without port, e.g. "192.0.2.10"',
  port: 'a whole number from 1 to 65535, e.g. 9100',
  persona: 'a name from assets/demo/personas, e.g. "cooperative"',
};
