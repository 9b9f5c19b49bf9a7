import { type Own, PERSON, shape, type Stories } from './story.ts';

const consent: Own<'consent'> = {
  screen: 'consent',
  maskedName: PERSON.maskedName,
  paper: 'ok',
  receiptChoice: 'print',
  camera: true,
};

export const CONSENT: Stories<'consent'> = [
  shape('consent', consent),
  shape('consent, no paper', {
    ...consent,
    paper: 'out',
    receiptChoice: 'later',
    strip: { tone: 'heed', key: 'paper-out' },
  }),
  shape('consent, no printer, no camera', { ...consent, paper: 'no-printer', camera: false }),
];
