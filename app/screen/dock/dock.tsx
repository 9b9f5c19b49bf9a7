import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import './dock.css';
import { type DockState, readDockState } from './dock-state.ts';
import { Devices, Paper, People, Personas } from './dock-panels.tsx';

/** How often the dock asks for the state, ms. */
const ASK_EVERY = 1_000;

/** 演示台: what a visitor, a cable or a paper roll would do, at the press of a button. */
function Dock() {
  const [state, setState] = useState<DockState | undefined>(undefined);
  const [lost, setLost] = useState(false);

  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch('/dock/state');
      const read = answer.ok ? readDockState(await answer.json()) : undefined;
      setLost(read === undefined);
      if (read !== undefined) setState(read);
    } catch {
      setLost(true);
    }
  };
  const act = async (device: string, verb: string, body: object = {}): Promise<void> => {
    try {
      await fetch(`/dock/${device}/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch {
      setLost(true);
    }
    await ask();
  };

  useEffect(() => {
    void ask();
    const asking = setInterval(() => void ask(), ASK_EVERY);
    return () => clearInterval(asking);
  }, []);

  return (
    <>
      <header>
        <h1>演示台</h1>
        <p>
          自助机旁边的人、线和纸，都在这里。机器自己的画面在另一个窗口：
          <a href="/" target="_blank" rel="noreferrer">
            打开自助机
          </a>
        </p>
        {lost && (
          <p class="lost" role="status">
            连不上终端，正在再试。
          </p>
        )}
      </header>
      {state !== undefined && (
        <main>
          <People state={state} act={act} />
          <div class="side">
            <Personas state={state} act={act} />
            <Devices state={state} act={act} />
            <Paper lines={state.paper} />
          </div>
        </main>
      )}
    </>
  );
}

render(<Dock />, document.body);
