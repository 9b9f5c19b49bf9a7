import { Drawn } from './drawn.tsx';
import { Fragment, type ComponentChildren } from 'preact';

/** A catalogue sentence: `**strong**` becomes bold, a line end a new line. */
export function Rich({ text }: { readonly text: string }): ComponentChildren {
  return text.split('\n').map((line, row) => (
    <Fragment key={row}>
      {row > 0 && <br />}
      {line.split('**').map((part, i) =>
        i % 2 === 1 ? (
          <b key={i}>
            <Drawn text={part} />
          </b>
        ) : (
          <Drawn key={i} text={part} />
        ),
      )}
    </Fragment>
  ));
}
