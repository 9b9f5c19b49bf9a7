import * as z from 'zod';

/** 编号 of a record; how it is made up: `protocol/certificate-number.ts`. */
export const recordNumber = z.string().regex(/^\d{16}$/);

export const recordMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
