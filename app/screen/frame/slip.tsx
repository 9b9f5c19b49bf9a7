import type { ComponentChildren } from 'preact';
import { useKiosk } from '../kiosk.ts';
import { yearAndMonth } from '../words/dates.ts';
import type { Word } from '../words/words.ts';

/** 有效期至 2027年10月: one text, on two lines for the eye. */
export function ValidThrough({ month, caption }: { readonly month: string; readonly caption?: Word }) {
  const { say } = useKiosk();
  return (
    <p class="valid">
      <span>{`${say(caption ?? 'label.valid-through')} `}</span>
      <b>{say('date.month', yearAndMonth(month))}</b>
    </p>
  );
}

/** In fours for the eye; unbroken for copying and for whoever listens. */
export function InFours({ digits }: { readonly digits: string }) {
  const groups = digits.match(/.{1,4}/gsu) ?? [];
  return (
    <span class="fours">
      {groups.map((group, i) => (
        <span key={i}>{group}</span>
      ))}
    </span>
  );
}

export interface SlipRow {
  readonly label: string;
  readonly value: ComponentChildren;
  /** Given up first where the slip does not fit. */
  readonly spare?: boolean;
}

export function SlipRows({ rows }: { readonly rows: readonly SlipRow[] }) {
  return (
    <dl>
      {rows.map((row) => (
        <div key={row.label} class={row.spare === true ? 'spare' : ''}>
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}
