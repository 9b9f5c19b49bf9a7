import type { Act, DockState } from './dock-state.ts';
import type { DockWords } from './dock-words.ts';

interface PanelProps {
  readonly state: DockState;
  readonly act: Act;
  readonly words: DockWords;
}

/** `paper ok, cover closed` → `纸：有，盖子：合上` */
function statusText(status: string, { name, say }: DockWords): string {
  return status
    .replaceAll(/[a-z-]+/g, (word) => name(word))
    .replaceAll(', ', say('comma'))
    .replaceAll(/([：]) /g, '$1')
    .replaceAll(/ {2}/g, ' ');
}

/** Verbs that need a body of their own have their own buttons. */
const SPECIAL = new Set(['place', 'persona']);

export function People({ state, act, words }: PanelProps) {
  return (
    <section class="people">
      <h2>
        {words.say('card')}
        {state.card !== null && (
          <button type="button" onClick={() => act('idCard', 'remove')}>
            {words.name('remove')}
          </button>
        )}
      </h2>
      <ul>
        {state.people.map((person) => (
          <li key={person.id} class={state.card === person.id ? 'placed' : ''}>
            <button
              type="button"
              aria-pressed={state.card === person.id}
              onClick={() => act('idCard', 'place', { person: person.id })}
            >
              <b>{person.name}</b>
              <small>{words.name(person.cardKind)}</small>
              <span>{words.english ? person.storyEn : person.story}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Personas({ state, act, words }: PanelProps) {
  return (
    <section>
      <h2>{words.say('face')}</h2>
      <div class="row">
        {state.personas.map((persona) => (
          <button
            key={persona}
            type="button"
            aria-pressed={state.persona === persona}
            title={persona}
            onClick={() => act('face', 'persona', { persona })}
          >
            {words.name(persona)}
          </button>
        ))}
      </div>
    </section>
  );
}

export function Devices({ state, act, words }: PanelProps) {
  const rows = Object.entries(state.devices).filter(([device]) => device !== 'network');
  return (
    <section>
      <h2>{words.say('devices')}</h2>
      <table>
        <tbody>
          {rows.map(([device, { status, verbs }]) => (
            <tr key={device}>
              <th scope="row">{words.name(device === 'face' ? 'camera' : device)}</th>
              <td>{statusText(status, words)}</td>
              <td class="row">
                {verbs
                  .filter((verb) => !SPECIAL.has(verb))
                  .map((verb) => (
                    <button key={verb} type="button" title={verb} onClick={() => act(device, verb)}>
                      {words.name(verb)}
                    </button>
                  ))}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{words.name('network')}</th>
            <td>{words.say(state.network)}</td>
            <td class="row">
              {(['cut', 'restore'] as const).map((verb) => (
                <button
                  key={verb}
                  type="button"
                  disabled={(verb === 'cut') === (state.network === 'cut')}
                  onClick={() => act('network', verb)}
                >
                  {words.name(verb === 'cut' ? 'cut-line' : verb)}
                </button>
              ))}
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

export function Paper(props: { readonly lines: readonly string[]; readonly words: DockWords }) {
  const { lines, words } = props;
  return (
    <section>
      <h2>{words.say('paper')}</h2>
      {lines.length === 0 ? <p class="none">{words.say('noPaper')}</p> : <pre>{lines.join('\n')}</pre>}
    </section>
  );
}
