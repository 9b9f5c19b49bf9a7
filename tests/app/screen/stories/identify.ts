import { type Own, shape, type Stories, story } from './story.ts';

const identify: Own<'identify'> = {
  screen: 'identify',
  whose: 'own',
  reading: false,
  provisionalName: null,
  trouble: null,
};
const read: Own<'identify'> = { ...identify, reading: true };

export const IDENTIFY: Stories<'identify'> = [
  shape('identify', identify),
  story('identify, reading', read),
  story('identify, name', { ...read, provisionalName: '李秀珍' }),
  story('identify, undrawn name', { ...read, provisionalName: '张\u9fff\u{2ebf1}' }),
  story('identify, rare name', { ...read, provisionalName: '䶮𬌗𪚥𫠊' }),
  shape('identify, foreign name', {
    ...read,
    provisionalName: 'MARIA ALEJANDRA FERNANDEZ DE LA CRUZ GONZALEZ',
  }),
  story('identify, minority name', { ...read, provisionalName: '买买提·阿卜杜热合曼江' }),
  story('identify, witness', { ...identify, whose: 'witness' }),
  story('identify, witness, reader-lost', { ...identify, whose: 'witness', trouble: 'reader-lost' }),
  ...(
    [
      'moved',
      'not-an-id-card',
      'not-genuine',
      'garbled',
      'unreadable',
      'same-person',
      'expired',
      'reader-lost',
    ] as const
  ).map((trouble) =>
    story<'identify'>(`identify, ${trouble}`, { ...identify, trouble }, trouble === 'unreadable'),
  ),
];
