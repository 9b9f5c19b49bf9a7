/** The lit slot below the screen: the slip is still coming out, or hangs there to be taken. */
export function PaperSlot({ out, label }: { readonly out: boolean; readonly label: string }) {
  return (
    <svg class="slot" viewBox="0 0 260 176" role="img" aria-label={label}>
      <g class="ink thin">
        <path d="M10 12H250V58Q250 70 238 70H22Q10 70 10 58Z" fill="var(--sheet)" />
        <rect x="34" y="26" width="192" height="28" rx="14" fill="var(--lamp)" stroke="var(--on-lamp)" />
        <path d="M52 40H208" stroke="var(--on-lamp)" />
        <g class={out ? '' : 'coming'}>
          <path d={out ? 'M76 42H184V160H76Z' : 'M76 42H184V104H76Z'} fill="var(--sheet)" />
          <path
            d={out ? 'M96 78H164M96 102H150M96 126H164' : 'M96 74H164'}
            fill="none"
            stroke="var(--pine7)"
          />
        </g>
        {out && (
          <path
            d="M258 174L214 138C200 128 172 128 160 134C150 140 152 154 162 156C176 158 188 158 196 162L222 186"
            fill="var(--skin)"
          />
        )}
      </g>
    </svg>
  );
}
