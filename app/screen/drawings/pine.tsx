/**
 * The old pine that leans over the window, cypresses and hills. Needles are drawn by rule, with
 * lengths from a fixed sequence, so that the tree is the same on every machine and weighs nothing.
 */
type Tuft = readonly [x: number, y: number, radius: number];

const PADS: readonly (readonly Tuft[])[] = [
  [
    [585, 289, 33],
    [622, 275, 44],
    [659, 275, 44],
    [695, 292, 33],
  ],
  [
    [492, 155, 36],
    [535, 137, 48],
    [578, 134, 48],
    [620, 153, 36],
  ],
  [
    [163, 256, 32],
    [199, 242, 44],
    [236, 259, 32],
  ],
  [
    [227, 255, 40],
    [269, 236, 51],
    [312, 229, 56],
    [355, 236, 51],
    [397, 253, 40],
  ],
  [
    [366, 364, 33],
    [397, 349, 42],
    [428, 344, 46],
    [459, 349, 42],
    [490, 363, 33],
  ],
  [
    [248, 121, 34],
    [283, 100, 46],
    [318, 101, 46],
    [352, 121, 34],
  ],
  [
    [342, 100, 37],
    [377, 79, 50],
    [412, 79, 50],
    [446, 102, 37],
  ],
];

/** Park–Miller: a fixed sequence of numbers in [0, 1). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function needles(tufts: readonly Tuft[], next: () => number): string {
  let path = '';
  for (const [x, y, r] of tufts) {
    const foot = y + r * 0.36;
    const count = Math.round(r / 2);
    for (let i = 0; i <= count; i += 1) {
      const angle = Math.PI * (1.02 + (0.96 * i) / count) - 0;
      const length = r * (0.82 + 0.26 * next());
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      const dot = (n: number): number => Math.round(n * 10) / 10;
      path += `M${dot(x + 4 * cos)} ${dot(foot + 4 * sin)}L${dot(x + length * cos)} ${dot(foot + 0.92 * length * sin)}`;
    }
  }
  return path;
}

/** A cypress 柏: a flame of leaves with its ribs. */
function Cypress({
  x,
  top,
  foot,
  half,
}: {
  readonly x: number;
  readonly top: number;
  readonly foot: number;
  readonly half: number;
}) {
  const height = foot - top;
  let ribs = `M${x} ${foot + 16}V${top + height * 0.16}`;
  for (let i = 0; i < 6; i += 1) {
    const y = foot - height * (0.1 + i * 0.12);
    const reach = half * (0.62 - i * 0.05);
    ribs += `M${x} ${y}q${-reach * 0.7} ${-height * 0.04} ${-reach} ${-height * 0.13}M${x} ${y - height * 0.04}q${reach * 0.7} ${-height * 0.04} ${reach} ${-height * 0.13}`;
  }
  return (
    <>
      <path
        d={`M${x} ${top}C${x + half * 0.7} ${top + height * 0.3} ${x + half} ${top + height * 0.66} ${x + half * 0.62} ${foot - 8}Q${x} ${foot + 14} ${x - half * 0.62} ${foot - 8}C${x - half} ${top + height * 0.66} ${x - half * 0.7} ${top + height * 0.3} ${x} ${top}Z`}
        fill="var(--leaf-pale)"
      />
      <path d={ribs} fill="none" stroke="var(--pine7)" stroke-width="3.5" stroke-linecap="round" />
    </>
  );
}

function Pine({ transform }: { readonly transform: string }) {
  const next = sequence(20_261_123);
  return (
    <g transform={transform}>
      {PADS.map((tufts, i) => (
        <g key={i}>
          {tufts.map(([x, y, r]) => (
            <ellipse key={x} cx={x} cy={y} rx={r} ry={r * 0.6} fill="var(--leaf-pale)" />
          ))}
          <path
            d={needles(tufts, next)}
            fill="none"
            stroke="var(--pine7)"
            stroke-width="3"
            stroke-linecap="round"
          />
        </g>
      ))}
      <g fill="none" stroke="var(--pine9)" stroke-linecap="round">
        <path d="M460 272C410 262 350 284 290 272C260 266 230 262 192 270" stroke-width="13" />
        <path d="M556 362C510 360 470 378 420 372" stroke-width="11" />
        <path d="M440 206C470 190 510 182 566 164" stroke-width="11" />
        <path d="M384 128C352 120 322 134 288 130" stroke-width="10" />
        <path d="M578 362C600 336 622 318 660 302" stroke-width="11" />
      </g>
      <path
        d="M572 470C560 424 562 388 540 350C518 312 472 300 448 262C430 232 438 196 420 166C410 148 396 136 376 122L372 112C404 122 424 140 436 160C454 190 448 224 464 248C488 284 538 300 568 342C598 384 606 430 640 470Z"
        fill="var(--pine9)"
      />
    </g>
  );
}

/**
 * Hills fill whatever room there is; the trees stand on them whole, smaller where the room is low. A tree with
 * its crown cut off is no sign of a long life.
 */
export function Landscape({ layout }: { readonly layout: 'portrait' | 'landscape' }) {
  if (layout === 'landscape') {
    const box = '0 0 472 440';
    return (
      <svg class="landscape" aria-hidden="true">
        <svg viewBox={box} preserveAspectRatio="xMidYMax slice">
          <path
            d="M-200 352C-60 270 60 262 160 328S264 374 321 320S425 250 700 300V440H-200Z"
            fill="var(--hill-far)"
          />
          <path d="M-200 420C60 364 142 358 217 394S378 382 700 350V440H-200Z" fill="var(--hill-near)" />
        </svg>
        <svg viewBox={box} preserveAspectRatio="xMaxYMax meet">
          <Pine transform="translate(-96 41) scale(.86)" />
        </svg>
      </svg>
    );
  }
  const box = '0 0 1080 470';
  return (
    <svg class="landscape" aria-hidden="true">
      <svg viewBox={box} preserveAspectRatio="xMidYMax slice">
        <path
          d="M0 378C130 302 238 294 367 358S605 404 734 350S972 280 1080 320V470H0Z"
          fill="var(--hill-far)"
        />
        <path d="M0 436C173 394 324 388 497 424S864 412 1080 394V470H0Z" fill="var(--hill-near)" />
      </svg>
      <svg viewBox={box} preserveAspectRatio="xMinYMax meet">
        <Cypress x={206} top={334} foot={412} half={24} />
        <Cypress x={66} top={326} foot={410} half={26} />
        <Cypress x={136} top={288} foot={414} half={35} />
      </svg>
      <svg viewBox={box} preserveAspectRatio="xMaxYMax meet">
        <Pine transform="translate(476 38) scale(.94)" />
      </svg>
    </svg>
  );
}

/** The mark on the plaque: the crown of a young pine. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 96 96" aria-hidden="true">
      <circle cx="48" cy="48" r="48" fill="var(--mark-ground)" />
      <g stroke="var(--mark-line)" fill="none" stroke-linecap="round">
        <path d="M48 84C47 70 52 62 47 50" stroke-width="6" />
        <path d="M48 66C40 64 36 62 30 61M49 58C56 55 60 54 66 54" stroke-width="4.5" />
        <path d={fan(48, 48, 27, 13)} stroke-width="3.4" />
        <path d={fan(28, 62, 17, 9)} stroke-width="3" />
        <path d={fan(69, 56, 16, 9)} stroke-width="3" />
      </g>
    </svg>
  );
}

function fan(x: number, y: number, r: number, count: number): string {
  let path = '';
  for (let i = 0; i < count; i += 1) {
    const angle = Math.PI * (1.06 + (0.88 * i) / (count - 1));
    path += `M${(x + 3 * Math.cos(angle)).toFixed(1)} ${(y + 3 * Math.sin(angle)).toFixed(1)}L${(x + r * Math.cos(angle)).toFixed(1)} ${(y + r * Math.sin(angle)).toFixed(1)}`;
  }
  return path;
}
