import type { ReceiptChoice } from '../../../../shared/view/view.ts';
import { Key } from '../../keys/key.tsx';
import { useKiosk } from '../../kiosk.ts';
import { Rich } from '../../words/rich.tsx';
import type { Word } from '../../words/words.ts';

/** Paper is out: what shall become of the slip. Beside the matter in hand, and never in its way. */
export function ReceiptChoiceKeys({ word, choice }: { readonly word: Word; readonly choice: ReceiptChoice }) {
  const { say } = useKiosk();
  return (
    <div class="choices part2" role="group" aria-label={say(word).replaceAll('**', '')}>
      <p class="word">
        <Rich text={say(word)} />
      </p>
      {(['later', 'none'] as const).map((one) => (
        <Key
          key={one}
          name={say(`key.receipt-${one}`)}
          icon={choice === one ? 'yes' : 'slip'}
          shape="choice"
          pressed={choice === one}
          intent={{ type: 'choose-receipt', choice: choice === one ? 'print' : one }}
        />
      ))}
    </div>
  );
}
