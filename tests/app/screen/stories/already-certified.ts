import { type Own, PERSON, type Stories, story } from './story.ts';

const already: Own<'already-certified'> = {
  screen: 'already-certified',
  maskedName: PERSON.maskedName,
  validThrough: '2027-10',
  pending: false,
  reprint: null,
};

export const ALREADY_CERTIFIED: Stories<'already-certified'> = [
  story('already-certified', already),
  ...(['offered', 'printing', 'printed', 'trouble', 'unconfirmed'] as const).map((reprint) =>
    story<'already-certified'>(
      `already-certified, ${reprint}`,
      { ...already, reprint, pending: reprint === 'offered' },
      reprint === 'offered',
    ),
  ),
];
