/**
 * The square mark: the county has accepted. The only red on the screen, and not a likeness of any
 * office's round seal.
 */
export function Seal({ text }: { readonly text: string }) {
  const letters = [...text];
  const square = letters.length === 4;
  return (
    <svg class="seal" viewBox="0 0 236 236" role="img" aria-label={text}>
      <g transform="rotate(-4 118 118)">
        <rect
          x="10"
          y="10"
          width="216"
          height="216"
          rx="22"
          fill="none"
          stroke="var(--seal)"
          stroke-width="12"
        />
        {square ? (
          letters.map((letter, i) => (
            <text
              key={i}
              class="seal-text"
              x={i % 2 === 0 ? 70 : 166}
              y={i < 2 ? 106 : 200}
              text-anchor="middle"
            >
              {letter}
            </text>
          ))
        ) : (
          <text class="seal-text one-line" x="118" y="132" text-anchor="middle">
            {text}
          </text>
        )}
      </g>
    </svg>
  );
}
