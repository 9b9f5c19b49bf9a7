import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthInChinese } from '../../../shared/dates/month.ts';
import { columnsOf, wrap } from '../../../shared/documents/columns.ts';
import { layOut } from '../../../shared/documents/lay-out.ts';
import type { SlipLine, TextLine } from '../../../shared/documents/slip.ts';
import { name, ORDINARY, receipt } from './receipts.ts';

const WIDTHS = [32, 48] as const;
const texts = (lines: readonly SlipLine[]): TextLine[] => lines.filter((line) => line.kind === 'text');
const area = (line: TextLine): number => line.width * line.height;

describe.each(WIDTHS)('a certification receipt at %i columns', (columns) => {
  it('never runs over the paper', () => {
    fc.assert(
      fc.property(receipt, (data) => {
        for (const line of texts(layOut(data, columns))) {
          expect(columnsOf(line.text) * line.width).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });

  it('carries what every receipt must carry, each unbroken on one line', () => {
    fc.assert(
      fc.property(receipt, (data) => {
        const lines = texts(layOut(data, columns)).map((line) => line.text);
        const month = monthInChinese(data.validThrough);
        const status = { accepted: '认证成功', submitted: '已受理', queued: '已受理，待上传' }[data.status];
        for (const words of ['回执', data.certificateNo, `有效期至 ${month}`, month, data.maskedIdNumber]) {
          expect(lines.some((line) => line.includes(words))).toBe(true);
        }
        expect(lines).toContain(status);
        expect(lines).toContain(data.certificateNo.match(/.{4}/g)?.join(' '));
        expect(lines.includes('补打')).toBe(data.reprint);
        expect(lines.some((line) => line.startsWith('演示'))).toBe(data.demo);
      }),
    );
  });

  it('prints the month larger than anything else, and the next step in double size', () => {
    const lines = texts(layOut(ORDINARY, columns));
    const largest = Math.max(...lines.map(area));
    expect(lines.filter((line) => area(line) === largest).map((line) => line.text)).toEqual(['2027年10月']);
    expect(lines.find((line) => line.text.startsWith('养老金'))).toMatchObject({ width: 2, height: 2 });
  });

  it('promises nothing that waits for the county or an officer', () => {
    const caption = (status: 'accepted' | 'submitted' | 'queued'): string | undefined => {
      const lines = texts(layOut({ ...ORDINARY, status }, columns)).map((line) => line.text);
      return lines[lines.indexOf('2027年10月') - 1];
    };
    expect(caption('accepted')).toBe('有效期至');
    expect(caption('submitted')).toBe('认可后，有效期至');
    expect(caption('queued')).toBe('县里收到后，有效期至');
  });

  it('reads like this', () => {
    const lines = layOut(
      { ...ORDINARY, status: 'queued', method: 'face', demo: true, reprint: true },
      columns,
    );
    expect(
      lines.map((line) => (line.kind === 'text' ? `${line.width}×${line.height} ${line.text}` : line.kind)),
    ).toMatchSnapshot();
  });

  it('a test slip fits too', () => {
    fc.assert(
      fc.property(fc.array(name), name, (lines, place) => {
        const slip = layOut({ kind: 'test', countyName: place, terminalName: place, lines }, columns);
        for (const line of texts(slip)) {
          expect(columnsOf(line.text) * line.width).toBeLessThanOrEqual(columns);
        }
      }),
    );
  });
});

describe('wrap', () => {
  it('keeps every character but the spaces at line ends', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 2, max: 48 }), (text, columns) => {
        expect(wrap(text, columns).join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });

  it('splits no month, date or number, and starts no line with a stop', () => {
    expect(wrap('请在2027年10月以前来', 12)).toEqual(['请在', '2027年10月以', '前来']);
    expect(wrap('电话0571-88888888，工作日', 16)).toEqual(['电话', '0571-88888888，', '工作日']);
    expect(wrap('请在明年10月底前来', 10)).toEqual(['请在明年', '10月底前来']);
    expect(wrap('请到大厅 3 号窗口', 11)).toEqual(['请到大厅', '3 号窗口']);
    expect(wrap('到三号窗口办理。', 14)).toEqual(['到三号窗口办', '理。']);
    expect(wrap('去（二楼）窗口', 4)).toEqual(['去', '（二', '楼）', '窗口']);
  });

  it('splits a number only when it is wider than the paper', () => {
    expect(wrap('123456789012', 8)).toEqual(['12345678', '9012']);
  });
});
