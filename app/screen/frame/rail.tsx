import type { Ease } from '../../../shared/view/view.ts';
import { Key } from '../keys/key.tsx';
import { useKiosk } from '../kiosk.ts';
import type { Keys } from '../screens/screen.ts';
import type { Word } from '../words/words.ts';

/** 语音, then 耳机 for those who wear headphones, then silence again. */
const NEXT_VOICE = { off: 'aloud', aloud: 'private', private: 'off' } as const;

function voiceWord(voice: Ease['voice'], visit: boolean): Word {
  if (voice === 'private') return 'rail.voice.private';
  return !visit && voice === 'off' ? 'rail.voice-help' : 'rail.voice';
}

/** 语音 大字 高对比, the language, and 退出 wherever there is a visit to leave. */
export function Rail({ ease, leave }: { readonly ease: Ease; readonly leave: Keys['leave'] }) {
  const { say, sound } = useKiosk();
  const visit = leave !== 'absent';
  const other = ease.language === 'zh-CN' ? 'en' : 'zh-CN';
  const shape = { shape: 'middle', class: 'aid' } as const;
  return (
    <nav class="rail" aria-label={say('rail.label')}>
      <Key
        {...shape}
        name={say(voiceWord(ease.voice, visit))}
        icon="voice"
        pressed={ease.voice !== 'off'}
        {...(sound ? {} : { about: say('rail.no-sound') })}
        intent={{ type: 'set-voice', voice: NEXT_VOICE[ease.voice] }}
      />
      <Key
        {...shape}
        name={say('rail.text')}
        icon="text"
        pressed={ease.text > 0}
        intent={{ type: 'set-text', text: ease.text === 0 ? 1 : ease.text === 1 ? 2 : 0 }}
      />
      <Key
        {...shape}
        name={say('rail.contrast')}
        icon="contrast"
        pressed={ease.contrast}
        intent={{ type: 'set-contrast', contrast: !ease.contrast }}
      />
      <Key
        {...shape}
        name={say('rail.language')}
        icon="globe"
        lang={other}
        intent={{ type: 'set-language', language: other }}
      />
      {visit && (
        <Key
          {...shape}
          name={say('rail.leave')}
          icon="leave"
          busy={leave === 'resting'}
          intent={{ type: 'leave' }}
        />
      )}
    </nav>
  );
}
