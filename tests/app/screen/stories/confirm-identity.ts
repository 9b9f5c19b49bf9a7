import { type Own, PERSON, shape, type Stories, story } from './story.ts';

const confirm: Own<'confirm-identity'> = { screen: 'confirm-identity', ...PERSON, busy: false };

export const CONFIRM_IDENTITY: Stories<'confirm-identity'> = [
  shape('confirm-identity', confirm),
  story('confirm-identity, busy', { ...confirm, busy: true }),
  story('confirm-identity, foreign', {
    ...confirm,
    maskedName: 'M＊＊＊＊Z',
    maskedNumber: '990********0708',
  }),
  story('confirm-identity, undrawn', { ...confirm, maskedName: '\u{2ebf1}＊\u9fff' }),
];
