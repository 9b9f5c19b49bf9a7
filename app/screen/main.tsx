import { render } from 'preact';
import './look/index.css';
import { App } from './app.tsx';
import { createLink } from './channel/link.ts';
import { portChannel } from './channel/port-channel.ts';
import { channelUrl, webSocketChannel } from './channel/web-socket-channel.ts';
import { PressGuard } from './keys/press-guard.ts';
import { REGISTRY } from './screens/registry.ts';
import { createScreens } from './screens/screens.ts';
import { createClips } from './speech/clips.ts';
import { soundOutput } from './speech/output.ts';
import { createVoice, playAudio } from './speech/voice.ts';
import { createWood } from './speech/wood.ts';
import { createWords } from './words/words.ts';

/**
 * A kiosk is not a browser: no menu, no selection, no dragging, no scrolling, no zoom, no history. A touch that the
 * page answered too late (a machine under load) can no longer be cancelled, and asking for it is an error
 * on the console; `touch-action: none` keeps such a touch from moving anything.
 */
const browserHabits = [
  'contextmenu',
  'selectstart',
  'dragstart',
  'drop',
  'dragover',
  'gesturestart',
  'wheel',
  'touchmove',
];
for (const habit of browserHabits) {
  document.addEventListener(habit, (e) => e.cancelable && e.preventDefault(), { passive: false });
}

const shell = window.songbai;
const screens = createScreens(REGISTRY);
const channel = shell === undefined ? webSocketChannel(channelUrl(location)) : portChannel(shell);
render(
  <App
    link={createLink(channel, screens.ready)}
    screens={screens}
    words={createWords()}
    voice={createVoice(createClips(new URL('audio', location.href).pathname), playAudio)}
    sound={soundOutput(navigator.mediaDevices)}
    wood={createWood(() => new AudioContext())}
    guard={new PressGuard(() => performance.now())}
  />,
  document.body,
);
