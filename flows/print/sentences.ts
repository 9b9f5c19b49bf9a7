import { inChinese } from '../../shared/words/chinese.ts';
import { counterName } from '../../shared/words/counter.ts';
import type { Standing } from '../../shared/words/outcome.ts';
import { nextSentence } from '../../shared/words/outcome.ts';
import type { Month } from '../../shared/dates/month.ts';

/**
 * What happens next, as printed on the slip: the screen's own sentence, a line of it a line. By what the
 * county had said when the slip was printed. Years are written out: paper is read next year, too.
 *
 * @param counter where the county sends people, e.g. `3号窗口`
 */
export function nextSentences(standing: Standing, validThrough: Month, counter: string): readonly string[] {
  const [year, month] = validThrough.split('-').map(Number);
  return inChinese(nextSentence(standing), {
    counter: counterName(counter),
    year: inChinese('result.year.other', { year: year ?? 0 }),
    month: month ?? 0,
  }).split('\n');
}
