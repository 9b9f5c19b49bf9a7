/** A hand lays the card flat on the lit shelf of this machine. */
export function PlaceCard({ label, held }: { readonly label: string; readonly held: boolean }) {
  return (
    <svg
      class="picture"
      viewBox="60 0 960 858"
      preserveAspectRatio="xMidYMax meet"
      role="img"
      aria-label={label}
    >
      <g class="ink">
        <path d="M244 690H740V866H244Z" fill="var(--mist2)" />
        <path d="M180 444V42Q180 4 218 4H766Q804 4 804 42V444Z" fill="var(--sheet)" />
        <rect x="222" y="46" width="540" height="352" rx="14" fill="var(--paper)" />
      </g>
      <path d="M226 314H758V384Q758 394 748 394H236Q226 394 226 384Z" fill="var(--pine9)" />
      <path
        d="M248 332h110v44H248zM374 332h110v44H374zM500 332h110v44H500zM626 332h110v44H626z"
        fill="var(--mist)"
      />
      <g class="ink">
        <path d="M180 444H804L888 676H96Z" fill="var(--sheet)" />
        <path d="M96 676H888V704Q888 734 858 734H126Q96 734 96 704Z" fill="var(--mist2)" />
        <path
          d="M332 532H652Q664 532 669 543L704 632Q710 648 694 648H290Q274 648 280 632L315 543Q320 532 332 532Z"
          fill="var(--lamp)"
          stroke="var(--on-lamp)"
        />
      </g>
      {held ? (
        <g class="ink" transform="matrix(1.02 0 -.14 .42 352 543)">
          <IdCard />
        </g>
      ) : (
        <>
          <path
            d="M378 560H606L632 620H352Z"
            fill="none"
            stroke="var(--on-lamp)"
            stroke-width="6"
            stroke-dasharray="2 17"
            stroke-linecap="round"
          />
          <g class="lower">
            <g class="ink">
              <path
                d="M640 128C676 104 742 112 786 150C812 172 832 196 852 216L792 322C764 306 700 302 664 286C636 274 632 240 640 128Z"
                fill="var(--skin)"
              />
              <path d="M838 186L1074 342V490L770 330Z" fill="var(--cloth)" />
            </g>
            <g class="ink" transform="translate(312 60)">
              <IdCard />
            </g>
            <path
              class="ink"
              d="M690 158C654 152 600 160 580 180C564 198 576 222 604 222C640 220 668 222 702 240"
              fill="var(--skin)"
            />
          </g>
          <path class="pointer" d="M492 422V502M452 466l40 40 40-40" />
        </>
      )}
    </svg>
  );
}

function IdCard() {
  return (
    <>
      <rect width="348" height="220" rx="20" fill="var(--sheet)" />
      <path class="pine-line" d="M34 48h104M34 90h132M34 130h96M34 176h150" />
      <path d="M206 176V168C206 138 228 124 254 124S302 138 302 168V176Z" fill="var(--mist2)" />
      <circle cx="254" cy="82" r="34" fill="var(--mist2)" />
    </>
  );
}
