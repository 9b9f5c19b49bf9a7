import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EscposReader } from '../../../devices/simulators/printer/escpos-reader.ts';
import { encodeReceipt } from '../../../shared/documents/escpos.ts';
import { fontGlyphs } from '../../../shared/documents/glyphs/font-glyphs.ts';
import type { CertificationReceipt } from '../../../shared/documents/receipt.ts';
import { PaperPicture } from './paper-picture.ts';
import { ORDINARY } from './receipts.ts';

const glyphs = fontGlyphs(fileURLToPath(new URL('../../../assets/fonts/full', import.meta.url)));
/** Set to a folder to look at the slips: `PICTURES=dir npx vitest run tests/shared/documents`. */
const PICTURES = process.env['PICTURES'];

const SLIPS: Readonly<Record<string, CertificationReceipt>> = {
  ordinary: ORDINARY,
  offline: {
    ...ORDINARY,
    status: 'queued',
    demo: true,
    reprint: true,
    next: ['连上县里就自动上报，不用再来。', '想知道结果，到 3 号窗口问。'],
  },
  rare: { ...ORDINARY, status: 'submitted', method: 'witness', maskedName: '𠮷＊𪚥' },
  foreigner: { ...ORDINARY, maskedName: 'A＊＊＊＊Z', maskedIdNumber: 'UTO********0118' },
};

describe.each([48, 32] as const)('on paper of %i columns', (columns) => {
  it.each(Object.keys(SLIPS))(
    '%s: all ink is on the paper, and the slip is no longer than a forearm',
    (which) => {
      const slip = SLIPS[which] ?? ORDINARY;
      const picture = new PaperPicture(columns === 48 ? 576 : 384, glyphs);
      const reader = new EscposReader();
      let rest = encodeReceipt(slip, columns, glyphs).bytes;
      for (let piece = reader.step(rest); piece !== undefined; piece = reader.step(rest)) {
        rest = rest.subarray(piece.used);
        if (piece.effect.kind === 'print') picture.add(piece.effect.item);
      }
      if (PICTURES !== undefined) picture.save(join(PICTURES, `${which}-${columns}.pbm`));
      expect(picture.overflow).toBe(false);
      // Eight dots a millimetre.
      expect(picture.height / 8).toBeGreaterThan(120);
      expect(picture.height / 8).toBeLessThan(260);
    },
  );
});
