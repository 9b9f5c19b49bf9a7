import type { ViewOf } from '../../../shared/view/view.ts';

type Instruction = ViewOf<'capture'>['instruction'];

/**
 * The face in the oval shows the one act that is asked for, as a mirror would: left is left. The
 * paper around the oval stays bright, because it lights the face.
 */
export function MirrorFace({
  instruction,
  label,
}: {
  readonly instruction: Instruction;
  readonly label: string;
}) {
  const side = instruction === 'turn-left' ? 'left' : instruction === 'turn-right' ? 'right' : undefined;
  return (
    <svg class="picture" viewBox="60 0 864 800" role="img" aria-label={label}>
      <defs>
        <clipPath id="oval">
          <ellipse cx="492" cy="400" rx="318" ry="392" />
        </clipPath>
      </defs>
      <g clip-path="url(#oval)">
        <rect width="984" height="800" fill="var(--mirror)" />
        <g class="ink thin">
          <path
            d="M150 830C160 706 250 664 360 640C410 628 424 610 424 570H560C560 610 574 628 624 640C734 664 824 706 834 830Z"
            fill="var(--cloth)"
          />
          <path d="M424 560V606C424 644 456 676 492 700C528 676 560 644 560 606V560Z" fill="var(--skin)" />
          <path d="M398 634L492 730L586 634M492 730V800" fill="none" />
          {side === undefined ? (
            <StraightHead instruction={instruction} />
          ) : (
            <>
              <g class="rest">
                <StraightHead instruction={instruction} />
              </g>
              <g class="act" transform={side === 'left' ? undefined : 'translate(984 0) scale(-1 1)'}>
                <TurnedHead />
              </g>
            </>
          )}
        </g>
      </g>
      <ellipse cx="492" cy="400" rx="318" ry="392" fill="none" stroke="var(--pine7)" stroke-width="14" />
      {instruction === 'turn-left' && <path class="pointer" d="M150 400H78M112 356L68 400l44 44" />}
      {instruction === 'turn-right' && <path class="pointer" d="M834 400H906M872 356l44 44-44 44" />}
      {instruction === 'thanks' && (
        <g>
          <circle cx="760" cy="690" r="84" fill="var(--pine7)" stroke="var(--paper)" stroke-width="12" />
          <path
            d="M718 692l30 30 56-62"
            fill="none"
            stroke="var(--sheet)"
            stroke-width="18"
            stroke-linecap="round"
            stroke-linejoin="round"
          />
        </g>
      )}
    </svg>
  );
}

function StraightHead({ instruction }: { readonly instruction: Instruction }) {
  return (
    <>
      <path
        d="M330 352C320 208 400 156 492 156S664 208 654 352C690 350 690 424 648 432C640 540 572 616 492 616S344 540 336 432C294 424 294 350 330 352Z"
        fill="var(--skin)"
      />
      <path
        d="M384 352C402 338 430 338 448 350M536 350C554 338 582 338 600 352"
        fill="none"
        stroke-width="7"
      />
      {instruction === 'blink' && (
        <path
          class="act"
          d="M390 398C404 412 432 412 446 398M538 398C552 412 580 412 594 398"
          fill="none"
          stroke-width="8"
        />
      )}
      <g class={instruction === 'blink' ? 'rest' : ''}>
        <path
          d="M390 396C404 380 432 380 446 396C432 410 404 410 390 396ZM538 396C552 380 580 380 594 396C580 410 552 410 538 396Z"
          fill="var(--eye)"
          stroke-width="5"
        />
        <path d="M418 395h.1M566 395h.1" stroke-width="20" />
      </g>
      <path d="M494 392C490 430 476 458 474 470C480 482 504 482 512 474" fill="none" stroke-width="5" />
      {instruction === 'mouth' && (
        <ellipse class="act" cx="492" cy="540" rx="42" ry="34" fill="var(--mouth)" />
      )}
      <path
        class={instruction === 'mouth' ? 'rest' : ''}
        d="M440 530C466 546 518 546 544 530"
        fill="none"
        stroke-width="7"
      />
      <path
        class="wrinkles"
        d="M428 496C420 508 418 518 420 526M556 496C564 508 566 518 564 526M374 420L360 430M610 420L624 430M470 292C486 288 500 288 516 292"
        fill="none"
      />
      <path
        d="M322 366C286 220 350 112 492 108S700 220 662 366C650 330 640 300 630 268C590 262 548 246 520 218C480 256 410 268 356 272C342 302 332 332 322 366Z"
        fill="var(--hair-white)"
      />
      <path
        d="M520 218C500 170 460 150 420 148M580 160C610 180 628 212 630 268M392 184C372 204 360 236 356 272"
        fill="none"
        stroke-width="4"
      />
    </>
  );
}

/** Turned to the left as in a mirror: the far cheek is short, nose, eyes and parting go along. */
function TurnedHead() {
  return (
    <>
      <path
        d="M336 352C320 208 400 156 492 156S664 208 654 352C690 350 690 424 648 432C640 540 560 616 470 616S352 540 344 440C330 420 330 380 336 352Z"
        fill="var(--skin)"
      />
      <path
        d="M336 366C300 220 350 112 492 108S706 220 668 366C650 330 640 300 634 262C590 262 520 246 476 220C440 256 390 262 362 268C350 302 342 332 336 366Z"
        fill="var(--hair-white)"
      />
      <path
        d="M476 220C456 172 416 150 376 150M580 160C614 180 632 212 634 262"
        fill="none"
        stroke-width="4"
      />
      <g transform="translate(41 0) scale(0.84 1)">
        <path
          d="M384 352C402 338 430 338 448 350M536 350C554 338 582 338 600 352"
          fill="none"
          stroke-width="7"
        />
        <path
          d="M390 396C404 382 432 382 446 396C432 408 404 408 390 396ZM538 396C552 382 580 382 594 396C580 408 552 408 538 396Z"
          fill="var(--eye)"
          stroke-width="5"
        />
        <path d="M406 395h.1M554 395h.1" stroke-width="20" />
        <path d="M440 530C466 546 518 546 544 530" fill="none" stroke-width="7" />
        <path
          class="wrinkles"
          d="M428 496C420 510 418 524 422 536M556 496C564 510 566 524 562 536M608 420L622 430M470 292C486 288 500 288 516 292"
          fill="none"
        />
      </g>
      <path d="M474 392C456 430 438 456 434 470C444 484 470 484 482 474" fill="none" stroke-width="5" />
    </>
  );
}
