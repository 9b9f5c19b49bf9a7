import type { Act, DockState } from './dock-state.ts';

interface PanelProps {
  readonly state: DockState;
  readonly act: Act;
}

const DEVICES: Readonly<Record<string, string>> = {
  idCard: '身份证读卡器',
  receiptPrinter: '回执打印机',
  face: '摄像头',
  network: '网络',
};
const VERBS: Readonly<Record<string, string>> = {
  remove: '拿走卡',
  unplug: '拔线',
  plug: '插上',
  'paper-out': '拿走纸',
  refill: '换新纸',
  'cover-open': '打开盖子',
  'cover-close': '合上盖子',
  cut: '断网',
  restore: '恢复网络',
};
const PERSONAS: Readonly<Record<string, string>> = {
  cooperative: '配合的人',
  slow: '慢慢来的老人',
  'no-blink': '不眨眼的人',
  photo: '举着照片的人',
  nobody: '没有人',
  'far-away': '站得太远的人',
  trembling: '头有点抖的老人',
  'two-faces': '两个人一起',
};
const CARDS: Readonly<Record<string, string>> = {
  citizen: '居民身份证',
  'foreigner-2017': '外国人永久居留证 2017',
  'foreigner-2023': '外国人永久居留证 2023',
  residence: '港澳台居民居住证',
};
const STATUS_WORDS: Readonly<Record<string, string>> = {
  ready: '正常',
  starting: '正在启动',
  'no-answer': '没有回应',
  absent: '没接上',
  refused: '打不开',
  broken: '坏了',
  paper: '纸：',
  cover: '盖子：',
  ok: '有',
  low: '快没了',
  out: '没了',
  open: '开着',
  closed: '合上',
  unknown: '不知道',
};

/** `paper ok, cover closed` → `纸：有，盖子：合上` */
function statusText(status: string): string {
  return status
    .replaceAll(/[a-z-]+/g, (word) => STATUS_WORDS[word] ?? word)
    .replaceAll(', ', '，')
    .replaceAll('： ', '：');
}

/** Verbs that need a body of their own have their own buttons. */
const SPECIAL = new Set(['place', 'persona']);

export function People({ state, act }: PanelProps) {
  return (
    <section class="people">
      <h2>
        放一张证件
        {state.card !== null && (
          <button type="button" onClick={() => act('idCard', 'remove')}>
            拿走卡
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
              <small>{CARDS[person.cardKind] ?? person.cardKind}</small>
              <span>{person.story}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Personas({ state, act }: PanelProps) {
  return (
    <section>
      <h2>谁站在镜头前</h2>
      <div class="row">
        {state.personas.map((persona) => (
          <button
            key={persona}
            type="button"
            aria-pressed={state.persona === persona}
            title={persona}
            onClick={() => act('face', 'persona', { persona })}
          >
            {PERSONAS[persona] ?? persona}
          </button>
        ))}
      </div>
    </section>
  );
}

export function Devices({ state, act }: PanelProps) {
  const rows = Object.entries(state.devices).filter(([device]) => device !== 'network');
  return (
    <section>
      <h2>设备和网络</h2>
      <table>
        <tbody>
          {rows.map(([device, { status, verbs }]) => (
            <tr key={device}>
              <th scope="row">{DEVICES[device] ?? device}</th>
              <td>{statusText(status)}</td>
              <td class="row">
                {verbs
                  .filter((verb) => !SPECIAL.has(verb))
                  .map((verb) => (
                    <button key={verb} type="button" title={verb} onClick={() => act(device, verb)}>
                      {VERBS[verb] ?? verb}
                    </button>
                  ))}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{DEVICES['network']}</th>
            <td>{state.network === 'up' ? '通' : '断开'}</td>
            <td class="row">
              {(['cut', 'restore'] as const).map((verb) => (
                <button
                  key={verb}
                  type="button"
                  disabled={(verb === 'cut') === (state.network === 'cut')}
                  onClick={() => act('network', verb)}
                >
                  {VERBS[verb]}
                </button>
              ))}
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

export function Paper({ lines }: { readonly lines: readonly string[] }) {
  return (
    <section>
      <h2>打印出来的回执</h2>
      {lines.length === 0 ? <p class="none">还没有打印</p> : <pre>{lines.join('\n')}</pre>}
    </section>
  );
}
