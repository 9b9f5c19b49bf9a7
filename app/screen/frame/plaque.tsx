import { useEffect, useState } from 'preact/hooks';
import type { KioskView } from '../../../shared/view/view.ts';
import { Mark } from '../drawings/pine.tsx';
import { useKiosk } from '../kiosk.ts';
import { wallTime } from '../words/dates.ts';

/** The terminal's wall clock, carried on from the moment the view came in. ms since the epoch. */
function useTerminalTime(now: number): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const received = performance.now();
    setTime(now);
    const ticking = setInterval(() => setTime(now + performance.now() - received), 1_000);
    return () => clearInterval(ticking);
  }, [now]);
  return time;
}

/** 匾: whose house this is, and the time. */
export function Plaque({ view }: { readonly view: KioskView }) {
  const { say } = useKiosk();
  const time = wallTime(useTerminalTime(view.now));
  const long = [...view.county.name].length + (view.demo ? 3 : 0);
  return (
    <header class="plaque">
      <Mark />
      <div class="house">
        <h1 data-long={long > 16 ? 2 : long > 9 ? 1 : 0}>
          <span class="county">{view.county.name}</span>
          {view.demo && <span class="demo">{say('plaque.demo')}</span>}
        </h1>
        <p>{say('plaque.about', { terminal: view.county.terminal })}</p>
      </div>
      <div class="clock">
        <b>{time.clock}</b>
        <span>
          {say('plaque.date', {
            month: time.month,
            day: time.day,
            weekday: say(`weekday.${time.weekday}`),
          })}
        </span>
      </div>
    </header>
  );
}
