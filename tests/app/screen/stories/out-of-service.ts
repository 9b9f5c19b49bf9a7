import { type Own, type Stories, story } from './story.ts';

const out: Own<'out-of-service'> = {
  screen: 'out-of-service',
  reason: 'starting',
  nearest: '右手边 2 号机，或到 3 号窗口',
  strip: { tone: 'heed', key: 'reader-no-answer' },
};

export const OUT_OF_SERVICE: Stories<'out-of-service'> = [
  story('out-of-service, starting', out),
  ...(
    ['not-enrolled', 'revoked', 'disk', 'store-damaged', 'rolled-back', 'no-reader', 'internal'] as const
  ).map((reason) =>
    story<'out-of-service'>(`out-of-service, ${reason}`, { ...out, reason }, reason === 'no-reader'),
  ),
  story('out-of-service, nowhere else known', { ...out, reason: 'internal', nearest: '' }),
];
