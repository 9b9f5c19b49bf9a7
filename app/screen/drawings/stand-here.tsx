/** Where the feet stand: on the footprints, one step from the machine, eyes on the camera. */
export function StandHere({ label, oneStep }: { readonly label: string; readonly oneStep: string }) {
  return (
    <svg
      class="picture"
      viewBox="0 70 984 850"
      preserveAspectRatio="xMidYMax meet"
      role="img"
      aria-label={label}
    >
      <path class="ink" d="M-900 860H1900" />
      <g class="ink" transform="translate(96 0)">
        <path
          d="M40 860V150Q40 110 80 110H150Q176 110 180 136L222 470H292V520H204V860Z"
          fill="var(--sheet)"
        />
        <path d="M178 176L212 444" stroke="var(--pine7)" stroke-width="18" />
        <circle cx="172" cy="132" r="17" fill="var(--pine9)" stroke-width="6" />
      </g>
      <path
        d="M308 142L610 240"
        fill="none"
        stroke="var(--pine7)"
        stroke-width="7"
        stroke-dasharray="3 20"
        stroke-linecap="round"
      />
      <ellipse class="ink" cx="726" cy="866" rx="156" ry="34" fill="var(--lamp)" stroke="var(--on-lamp)" />
      <g class="ink" transform="translate(140 0)">
        <path d="M536 560L528 836H596L604 640L622 836H690L676 560Z" fill="var(--mist2)" />
        <path
          d="M596 836V866H482C480 842 506 836 528 836ZM690 836V866H608C606 848 616 838 634 836Z"
          fill="var(--shoe)"
        />
        <path
          d="M560 330C596 318 640 322 664 352C690 420 698 520 694 588H522C518 500 522 400 560 330Z"
          fill="var(--cloth)"
        />
        <path d="M620 392C640 440 640 500 612 552" fill="none" />
        <path d="M612 552C600 570 600 590 612 600C628 606 640 592 640 566Z" fill="var(--skin)" />
        <path d="M556 286L562 348C590 368 622 360 640 338L634 276Z" fill="var(--skin)" />
        <path
          d="M640 172C600 136 524 144 506 204C502 220 502 232 500 240L484 266C482 272 486 276 498 276C496 296 500 318 524 322C560 326 600 320 622 296C652 264 660 206 640 172Z"
          fill="var(--skin)"
        />
        <path
          d="M510 196C514 132 606 112 646 162C676 202 664 266 624 300C616 284 612 270 610 256C596 232 596 212 586 200C560 204 534 206 510 196Z"
          fill="var(--hair-white)"
        />
        <path d="M516 236h.1" stroke-width="13" />
        <path d="M504 300C512 303 520 302 527 298" fill="none" stroke-width="6" />
        <path
          d="M590 244C582 232 566 240 570 256C572 266 582 270 590 264"
          fill="var(--skin)"
          stroke-width="6"
        />
      </g>
      <path class="arrow" d="M404 730H636M434 700l-30 30 30 30M606 700l30 30-30 30" />
      <text x="520" y="680" text-anchor="middle" class="drawn-word">
        {oneStep}
      </text>
    </svg>
  );
}
