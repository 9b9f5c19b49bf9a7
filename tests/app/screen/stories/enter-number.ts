import { type Own, shape, type Stories, story } from './story.ts';

const number: Own<'enter-number'> = { screen: 'enter-number', what: 'id-number', typed: '', trouble: null };
const phone: Own<'enter-number'> = { ...number, what: 'phone', typed: '1390000' };

export const ENTER_NUMBER: Stories<'enter-number'> = [
  story('enter-number, empty', number),
  story('enter-number, foreign', { ...number, typed: 'UTO110' }),
  story('enter-number, half', { ...number, typed: '9901011946' }),
  shape('enter-number, wrong', { ...number, typed: '99010119460312001X', trouble: 'check-digit' }),
  story('enter-number, short', { ...number, typed: '9901', trouble: 'incomplete' }),
  story('enter-number, phone', phone),
  shape('enter-number, phone short', { ...phone, trouble: 'incomplete' }),
];
