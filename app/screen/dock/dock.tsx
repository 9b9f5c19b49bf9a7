import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import './dock.css';
import { inBackground } from '../../../shared/result/background.ts';
import { type Act, type DockState, readDockState } from './dock-state.ts';
import { dockWords } from './dock-words.ts';
import { Devices, Paper, People, Personas } from './dock-panels.tsx';

/** How often the dock asks for the state, ms. */
const ASK_EVERY = 1_000;
/** The page's own, handed on with every request; empty in the demo. */
const TOKEN = tokenOf(location.search);

/** 演示台: what a visitor, a cable or a paper roll would do, at the press of a button. */
function Dock() {
  const [state, setState] = useState<DockState | undefined>(undefined);
  const [lost, setLost] = useState(false);
  const [english, setEnglish] = useState(false);
  const words = dockWords(english);
  useEffect(() => {
    document.documentElement.lang = english ? 'en' : 'zh-CN';
    document.title = words.say('title');
  }, [english]);

  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(`/dock/state${TOKEN}`);
      const read = answer.ok ? readDockState(await answer.json()) : undefined;
      setLost(read === undefined);
      if (read !== undefined) setState(read);
    } catch {
      setLost(true);
    }
  };
  const order = async (device: string, verb: string, body: object): Promise<void> => {
    try {
      await fetch(`/dock/${device}/${verb}${TOKEN}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch {
      setLost(true);
    }
    await ask();
  };
  const act: Act = (device, verb, body = {}) => inBackground(order(device, verb, body));

  useEffect(() => {
    inBackground(ask());
    const asking = setInterval(() => inBackground(ask()), ASK_EVERY);
    return () => clearInterval(asking);
  }, []);

  return (
    <>
      <header>
        <button type="button" class="language" onClick={() => setEnglish(!english)}>
          {words.say('other')}
        </button>
        <h1>{words.say('title')}</h1>
        <p>
          {words.say('about')}{' '}
          <a href={`/${TOKEN}`} target="_blank" rel="noreferrer">
            {words.say('open')}
          </a>
        </p>
        {lost && (
          <p class="lost" role="status">
            {words.say('lost')}
          </p>
        )}
      </header>
      {state !== undefined && (
        <main>
          <People state={state} act={act} words={words} />
          <div class="side">
            <Personas state={state} act={act} words={words} />
            <Devices state={state} act={act} words={words} />
            <Paper lines={state.paper} words={words} />
          </div>
        </main>
      )}
    </>
  );
}

function tokenOf(search: string): string {
  const token = new URLSearchParams(search).get('token');
  return token === null ? '' : `?token=${encodeURIComponent(token)}`;
}

render(<Dock />, document.body);
