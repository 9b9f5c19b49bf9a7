import { useId, useRef } from 'preact/hooks';
import type { Intent } from '../../../shared/view/intents.ts';
import { Icon, type IconName } from '../drawings/icons.tsx';
import { useKiosk } from '../kiosk.ts';
import { DIGIT_REPEAT_IGNORE, REPEAT_IGNORE, type Spot, within } from './press-guard.ts';

export interface KeyProps {
  /** Accessible name and label. Never wraps, never shrinks. */
  readonly name: string;
  /** What the terminal is told, or what is done on the screen alone. */
  readonly intent: Intent | (() => void);
  readonly icon?: IconName;
  /** A line under the name; a description, not part of the name. */
  readonly about?: string;
  /** lit: the one next step. quiet: the way back. */
  readonly kind?: 'lit' | 'quiet' | 'plain';
  readonly shape?: 'middle' | 'row' | 'equal' | 'digit' | 'choice';
  /** Where the focus ring of the five-key pad starts. */
  readonly next?: boolean;
  readonly pressed?: boolean;
  /** Rests for a moment: keeps its look, takes no press. */
  readonly busy?: boolean;
  /** Not to be had: dashed border, `about` says why. */
  readonly unavailable?: boolean;
  readonly arrow?: boolean;
  readonly class?: string;
  readonly lang?: string;
}

export function Key(props: KeyProps) {
  const kiosk = useKiosk();
  const aboutId = useId();
  const button = useRef<HTMLButtonElement>(null);
  /** Page the finger came down on. */
  const down = useRef<number | undefined>(undefined);
  const disabled = props.busy === true || props.unavailable === true;

  const repeatIgnore = props.shape === 'digit' ? DIGIT_REPEAT_IGNORE : REPEAT_IGNORE;
  const welcome = (page: number, spot: Spot | undefined): boolean =>
    !disabled && kiosk.guard.welcomes(`${page} ${props.name}`, spot, repeatIgnore);
  const fire = (page: number, spot: Spot | undefined): void => {
    if (disabled) return;
    kiosk.guard.count(`${page} ${props.name}`, spot);
    if (typeof props.intent === 'function') props.intent();
    else kiosk.send(props.intent, page);
  };
  const sink = (sunk: boolean): void => {
    if (button.current !== null) button.current.dataset['sunk'] = String(sunk);
  };
  const at = (event: PointerEvent): Spot => ({ x: event.clientX, y: event.clientY });
  const over = (event: PointerEvent): boolean =>
    button.current !== null && within(button.current.getBoundingClientRect(), at(event));

  return (
    <>
      <button
        ref={button}
        type="button"
        class={`key ${props.kind ?? 'plain'} ${props.shape ?? 'middle'} ${props.unavailable === true ? 'unavailable' : ''} ${props.class ?? ''}`}
        aria-label={props.name}
        aria-describedby={props.about === undefined ? undefined : aboutId}
        aria-pressed={props.pressed}
        aria-busy={props.busy === true ? true : undefined}
        // A key that rests keeps the focus: whoever pressed it is still there when it wakes.
        aria-disabled={props.busy === true ? true : undefined}
        disabled={props.unavailable === true}
        data-next={props.next === true ? '' : undefined}
        lang={props.lang}
        draggable={false}
        onPointerDown={(event) => {
          if (event.button !== 0 || !welcome(kiosk.page, at(event))) return;
          down.current = kiosk.page;
          button.current?.setPointerCapture(event.pointerId);
          sink(true);
          kiosk.wood.knock();
        }}
        onPointerMove={(event) => {
          if (down.current !== undefined) sink(over(event));
        }}
        onPointerUp={(event) => {
          const page = down.current;
          down.current = undefined;
          sink(false);
          if (page !== undefined && over(event)) fire(page, at(event));
        }}
        onPointerCancel={() => {
          down.current = undefined;
          sink(false);
        }}
        onClick={(event) => {
          // Pointers have had their say above; what is left are Enter, Space and assistive technology.
          if (event.detail === 0 && welcome(kiosk.page, undefined)) fire(kiosk.page, undefined);
        }}
        onKeyDown={(event) => {
          if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
        }}
      >
        {props.icon !== undefined && <Icon name={props.icon} />}
        <span
          class="face"
          data-about={props.about}
          style={props.about === undefined ? undefined : { 'anchor-name': `--face${aboutId}` }}
        >
          <span class="name">{props.name}</span>
        </span>
        {props.arrow === true && <Icon name="go" />}
      </button>
      {props.about !== undefined && (
        <small
          id={aboutId}
          class={props.unavailable === true ? 'why' : ''}
          style={{ 'position-anchor': `--face${aboutId}` }}
        >
          {props.about}
        </small>
      )}
    </>
  );
}
