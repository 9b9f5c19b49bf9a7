import { type Own, PERSON, type Stories, story } from './story.ts';

const fallback: Own<'fallback'> = { screen: 'fallback', ...PERSON, reason: 'not-seen', retry: true };

export const FALLBACK: Stories<'fallback'> = [
  story('fallback', fallback),
  ...(
    [
      'no-movement',
      'flat',
      'many-faces',
      'no-camera',
      'declined',
      'chosen',
      'card-expired',
      'no-card',
    ] as const
  ).map((reason) =>
    story<'fallback'>(
      `fallback, ${reason}`,
      {
        ...fallback,
        reason,
        retry: reason !== 'no-camera',
        ...(reason === 'no-card' ? { maskedName: '' } : {}),
      },
      reason === 'flat',
    ),
  ),
];
