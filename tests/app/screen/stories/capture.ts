import { type Own, shape, type Stories, story } from './story.ts';

const capture: Own<'capture'> = {
  screen: 'capture',
  instruction: 'get-ready',
  hint: null,
  step: 1,
  steps: 3,
  attempt: 1,
};

export const CAPTURE: Stories<'capture'> = [
  shape('capture', capture),
  ...(['look', 'blink', 'mouth', 'turn-left', 'turn-right', 'thanks', 'once-more', 'wait'] as const).map(
    (instruction) => story<'capture'>(`capture, ${instruction}`, { ...capture, instruction, step: 2 }),
  ),
  ...(
    [
      'no-face',
      'too-many-faces',
      'too-far',
      'too-dark',
      'too-bright',
      'face-the-screen',
      'take-your-time',
    ] as const
  ).map((hint) =>
    story<'capture'>(
      `capture, ${hint}`,
      { ...capture, instruction: 'blink', hint, step: 3 },
      hint === 'too-bright',
    ),
  ),
];
