import { SERVICES } from '../../../../shared/view/view.ts';
import { type Own, shape, type Stories, story, STRIPS } from './story.ts';

const home: Own<'home'> = { screen: 'home', open: ['certify'], reader: true };

export const HOME: Stories<'home'> = [
  shape('home', home),
  shape('home, all open', { ...home, open: [...SERVICES] }),
  story('home, no reader', { ...home, reader: false, strip: { tone: 'heed', key: 'reader-absent' } }),
  shape('home, nothing open, no paper, demo', {
    ...home,
    open: [],
    demo: true,
    county: { name: '玉龙纳西族自治县社会保险中心', terminal: '县社保大厅 1 号机' },
    strip: { tone: 'heed', key: 'paper-out' },
  }),
  ...STRIPS.map((key) =>
    story<'home'>(`strip ${key}`, { ...home, strip: { tone: 'heed', key } }, key === 'printer-no-answer'),
  ),
];
