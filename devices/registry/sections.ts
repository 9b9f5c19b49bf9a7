import * as z from 'zod';

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
const path = z.string().min(1);

const idCard = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('sam-serial'), path, baudRate }),
  z.strictObject({ driver: z.literal('simulated') }),
]);

const receiptPrinter = z.discriminatedUnion('driver', [
  z.strictObject({ driver: z.literal('escpos-serial'), path, baudRate, columns, profile, endOfJob }),
  z.strictObject({
    driver: z.literal('escpos-tcp'),
    host: z.string().min(1),
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
