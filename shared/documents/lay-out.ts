import { dateOf, monthInChinese, timeOfDay } from '../dates/month.ts';
import { inChinese } from '../words/chinese.ts';
import { monthCaption } from '../words/outcome.ts';
import { columnsOf, longestPiece, wrap } from './columns.ts';
import type { CertificationReceipt, Receipt, TestSlip } from './receipt.ts';
import type { Columns, Scale, SlipLine } from './slip.ts';

const METHOD = { face: '人脸识别', witness: '亲属见证', visit: '预约上门', counter: '人工窗口' } as const;

interface Style {
  readonly align?: 'left' | 'center';
  readonly width: Scale;
  readonly height: Scale;
  readonly bold?: boolean;
}

/** Lines of `text`, at the given width or the next narrower one at which nothing has to be split. */
function text(content: string, columns: Columns, style: Style): SlipLine[] {
  let width = style.width;
  if (columnsOf(content) * width > columns) {
    const longest = longestPiece(content);
    while (width > 1 && longest * width > columns) width = (width - 1) as Scale;
  }
  return wrap(content, Math.floor(columns / width)).map((line) => ({
    kind: 'text',
    text: line,
    align: style.align ?? 'left',
    width,
    height: style.height,
    bold: style.bold ?? false,
  }));
}

/** A line that stays whole: made narrower until it fits. */
function whole(content: string, columns: Columns, style: Style): SlipLine[] {
  let width = style.width;
  const needed = columnsOf(content);
  while (width > 1 && needed * width > columns) width = (width - 1) as Scale;
  return text(content, columns, { ...style, width });
}

const RULE: SlipLine = { kind: 'rule' };
const gap = (lines: number): SlipLine => ({ kind: 'gap', lines });

/** 1234567890123456 → 1234 5678 9012 3456 */
function inFours(digits: string): string {
  return digits.replace(/\d{4}(?=\d)/g, '$& ');
}

/** 2026年11月23日 16:05, China Standard Time. */
function moment(epochMs: number): string {
  const [year, month, day] = dateOf(epochMs).split('-').map(Number);
  return `${year}年${month}月${day}日 ${timeOfDay(epochMs)}`;
}

/**
 * 认证回执, written to be read at arm's length by somebody who is 85: what happened and until when come
 * first and largest; then what to do; then what proves it. 24 dots are 3 mm, so nothing that matters
 * to the holder is printed at a single height.
 */
function certification(receipt: CertificationReceipt, columns: Columns): SlipLine[] {
  const large: Style = { width: 2, height: 2 };
  const row: Style = { width: 1, height: 2 };
  const month = monthInChinese(receipt.validThrough);
  const caption = inChinese(monthCaption(receipt));
  const demo = receipt.demo ? text('演示　演示　演示', columns, { ...large, align: 'center' }) : [];
  const lines: SlipLine[] = [
    ...demo,
    ...text(receipt.countyName, columns, { ...row, align: 'center' }),
    ...whole('资格认证回执', columns, { ...large, align: 'center', bold: true }),
  ];
  if (receipt.reprint) lines.push(...whole('补打', columns, { ...large, align: 'center' }));
  lines.push(
    RULE,
    ...whole(inChinese(`result.title.${receipt.status}`), columns, {
      width: columns === 48 ? 3 : 2,
      height: 3,
      align: 'center',
    }),
    gap(1),
    ...whole(caption, columns, { ...large, align: 'center' }),
    ...whole(month, columns, { width: 4, height: 4, align: 'center', bold: true }),
    RULE,
  );
  for (const sentence of receipt.next) lines.push(...text(sentence, columns, large));
  if (receipt.next.length > 0) lines.push(RULE);
  lines.push(
    // A number that was typed comes without a name.
    ...(receipt.maskedName === '' ? [] : whole(`姓　　名 ${receipt.maskedName}`, columns, large)),
    ...text(`证件号码 ${receipt.maskedIdNumber}`, columns, row),
    ...text(`认证方式 ${METHOD[receipt.method]}`, columns, row),
    ...text(`${caption} ${month}`, columns, row),
    ...text(`办理时间 ${moment(receipt.occurredAt)}`, columns, row),
    ...text(`办理地点 ${receipt.terminalName}`, columns, row),
    RULE,
    ...whole(inChinese('label.certificate-no'), columns, { ...row, align: 'center' }),
    ...whole(inFours(receipt.certificateNo), columns, { ...large, align: 'center', bold: true }),
    // Once more without spaces: what a counter clerk copies, and what a machine looks for.
    ...whole(receipt.certificateNo, columns, { width: 1, height: 1, align: 'center' }),
    gap(1),
    { kind: 'qr', content: receipt.qr },
    ...text('请收好，查询时带上', columns, { ...row, align: 'center' }),
    ...(receipt.demo ? text('演示回执，不作凭证', columns, { ...row, align: 'center' }) : []),
    ...demo,
    { kind: 'cut' },
  );
  return lines;
}

/** 测试页: shows that width, sizes, Chinese, raster, QR and knife work. */
function testSlip(slip: TestSlip, columns: Columns): SlipLine[] {
  return [
    ...text(slip.countyName, columns, { width: 1, height: 2, align: 'center' }),
    ...whole('打印机测试页', columns, { width: 2, height: 2, align: 'center' }),
    ...text(slip.terminalName, columns, { width: 1, height: 1, align: 'center' }),
    RULE,
    ...text('1234567890'.repeat(5).slice(0, columns), columns, { width: 1, height: 1 }),
    ...text('生僻字 䶮 𠮷 𪚥', columns, { width: 1, height: 1 }),
    ...slip.lines.flatMap((line) => text(line, columns, { width: 1, height: 1 })),
    RULE,
    { kind: 'qr', content: 'SONGBAI TEST' },
    { kind: 'cut' },
  ];
}

/** What comes out of the printer for `receipt`, line by line, on paper of `columns`. */
export function layOut(receipt: Receipt, columns: Columns): SlipLine[] {
  return receipt.kind === 'certification' ? certification(receipt, columns) : testSlip(receipt, columns);
}
