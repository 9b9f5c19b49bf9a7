/** Tea is waiting: the visit can wait too. */
export function Tea({ label }: { readonly label: string }) {
  return (
    <svg class="picture" viewBox="0 0 720 560" role="img" aria-label={label}>
      <path
        class="steam"
        d="M286 130C262 96 310 78 286 40M372 124C346 84 398 66 372 22M458 130C434 96 482 78 458 40"
      />
      <g class="ink">
        <path d="M520 250H566C626 250 650 290 640 336C630 384 580 408 516 404" fill="none" />
        <path d="M196 196H548V384C548 456 500 496 436 496H308C244 496 196 456 196 384Z" fill="var(--sheet)" />
        <path d="M196 196H548V232H196Z" fill="var(--cloth)" />
        <path d="M120 496H624Q604 540 552 540H192Q140 540 120 496Z" fill="var(--mist2)" />
      </g>
      <g fill="none" stroke="var(--pine7)" stroke-width="9" stroke-linecap="round">
        <path d="M372 452C368 412 380 392 370 352M370 404C352 400 344 392 332 388M372 384C390 380 396 372 410 370" />
        <path d="M370 350L306 338M370 350L316 306M370 350L340 286M370 350V278M370 350L402 286M370 350L424 308M370 350L434 340" />
        <path d="M330 388L300 380M330 388L308 362M330 388L330 358M410 370L436 352M410 370L442 372" />
      </g>
    </svg>
  );
}

/** The record walks from the machine to the county house. */
export function OnItsWay({ label }: { readonly label: string }) {
  return (
    <svg class="picture" viewBox="0 0 984 480" role="img" aria-label={label}>
      <path class="ink" d="M-900 430H1900" />
      <g class="ink">
        <path d="M96 430V110Q96 76 130 76H250Q284 76 284 110V430Z" fill="var(--sheet)" />
        <path d="M128 112H252V246H128Z" fill="var(--mist2)" />
        <path d="M128 300H252M160 350H220" fill="none" />
      </g>
      <path
        d="M330 300H600"
        fill="none"
        stroke="var(--pine7)"
        stroke-width="10"
        stroke-dasharray="2 30"
        stroke-linecap="round"
      />
      <g class="errand ink">
        <path d="M350 236H440L462 258V360H350Z" fill="var(--sheet)" />
        <path d="M376 284H434M376 318H420" stroke="var(--pine7)" fill="none" />
      </g>
      <g class="ink">
        <path d="M648 430V214H896V430Z" fill="var(--sheet)" />
        <path d="M612 214C668 196 716 158 772 92C828 158 876 196 932 214Z" fill="var(--mist2)" />
        <path d="M736 430V318H808V430M672 262H712V310H672ZM832 262H872V310H832Z" fill="none" />
        <path d="M772 92V44M772 48H826V78H772" fill="var(--cloth)" />
      </g>
    </svg>
  );
}

/** An officer at the counter, who can do what the machine cannot. */
export function AtTheCounter({ label }: { readonly label: string }) {
  return (
    <svg class="picture" viewBox="0 0 984 560" role="img" aria-label={label}>
      <g class="ink">
        <path d="M150 40H834V330H150Z" fill="var(--sheet)" />
        <path d="M150 40H834V96H150Z" fill="var(--mist2)" />
        <path d="M388 330C388 268 430 240 466 234V214H518V234C554 240 596 268 596 330Z" fill="var(--cloth)" />
        <path
          d="M492 134C452 134 436 164 440 190C444 222 468 240 492 240S540 222 544 190C548 164 532 134 492 134Z"
          fill="var(--skin)"
        />
        <path
          d="M436 184C430 140 462 122 492 122S554 140 548 184C534 176 530 164 526 158C504 166 466 170 450 164C446 172 442 178 436 184Z"
          fill="var(--shoe)"
        />
        <path d="M474 190h.1M510 190h.1" stroke-width="11" />
        <path d="M478 214C486 220 498 220 506 214" fill="none" stroke-width="6" />
        <path d="M96 330H888V386H96Z" fill="var(--lamp)" stroke="var(--on-lamp)" />
        <path d="M140 386H844V560H140Z" fill="var(--mist)" />
        <path d="M620 330V300H724V330M250 330L274 296H352L336 330Z" fill="var(--paper)" />
      </g>
    </svg>
  );
}
