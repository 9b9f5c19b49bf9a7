/**
 * What is wrong with the screen as it stands in the browser, in words; empty when nothing is. Runs
 * inside the page, so it must not refer to anything outside itself.
 */
export function flawsOfPage(): string[] {
  const flaws: string[] = [];
  const stage = document.querySelector<HTMLElement>('.kiosk');
  if (stage === null) return ['no screen'];
  /** From drawn px to px of the window. */
  const scale = stage.getBoundingClientRect().width / stage.offsetWidth;
  const MIN_FONT = 28;
  const MIN_KEY = 88;
  const MIN_CONTRAST = 7;

  interface Written {
    readonly text: string;
    readonly element: Element;
    readonly box: DOMRect;
    readonly lines: number;
  }
  const written: Written[] = [];
  const walker = document.createTreeWalker(stage, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const tops = new Set([...range.getClientRects()].map((r) => Math.round(r.top / 8)));
    written.push({ text, element, box, lines: tops.size });
  }
  const say = (one: Written): string => `“${one.text.slice(0, 24)}”`;
  const inside = (a: DOMRect, b: DOMRect, slack: number): boolean =>
    a.left >= b.left - slack &&
    a.right <= b.right + slack &&
    a.top >= b.top - slack &&
    a.bottom <= b.bottom + slack;
  const overlap = (a: DOMRect, b: DOMRect): boolean =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  /** The part of a line box that ink can be in: Chinese faces carry air above and below. */
  const inked = (one: Written): DOMRect => {
    const size = Number.parseFloat(getComputedStyle(one.element).fontSize) * scale;
    const air = Math.max(0, (one.box.height / one.lines - size * 1.02) / 2);
    return new DOMRect(one.box.left, one.box.top + air, one.box.width, one.box.height - 2 * air);
  };

  // Clipped, or outside of where it belongs.
  for (const one of written) {
    const zone = one.element.closest('.plaque, .strip, .window, .counter, .rail');
    // The line under a key's name stands beside the key, which it describes.
    const described = stage.querySelector(`.key[aria-describedby="${one.element.id}"]`);
    const key =
      one.element.id === '' ? one.element.closest('.key') : (described ?? one.element.closest('.key'));
    const slip = one.element.closest('.slip, .sheet');
    const box = inked(one);
    if (zone !== null && !inside(box, zone.getBoundingClientRect(), 1))
      flaws.push(`${say(one)} leaves its zone`);
    if (key !== null && !inside(box, key.getBoundingClientRect(), -4))
      flaws.push(`${say(one)} touches its key's edge`);
    if (slip !== null && !inside(box, slip.getBoundingClientRect(), -4))
      flaws.push(`${say(one)} leaves its slip`);
    for (let up: Element | null = one.element; up !== null && up !== stage; up = up.parentElement) {
      const { overflow, textOverflow } = getComputedStyle(up);
      if (
        overflow === 'hidden' &&
        textOverflow !== 'ellipsis' &&
        !inside(box, up.getBoundingClientRect(), 1)
      ) {
        flaws.push(`${say(one)} is cut off by ${up.className}`);
      }
    }
  }
  // On top of one another.
  // What is on the other part of a screen in two parts is looked at when it is shown.
  const keys = [...stage.querySelectorAll<HTMLElement>('.key')].filter((key) => key.offsetParent !== null);
  written.forEach((one, i) => {
    for (const other of written.slice(i + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (one.element.closest('svg') !== null || other.element.closest('svg') !== null) continue;
      if (overlap(inked(one), inked(other))) flaws.push(`${say(one)} lies on ${say(other)}`);
    }
    for (const key of keys) {
      const itsOwn = key.contains(one.element) || key.getAttribute('aria-describedby') === one.element.id;
      if (!itsOwn && overlap(inked(one), key.getBoundingClientRect())) {
        flaws.push(`${say(one)} lies under the key ${key.ariaLabel}`);
      }
    }
  });
  keys.forEach((key, i) => {
    const box = key.getBoundingClientRect();
    if (box.width < MIN_KEY || box.height < MIN_KEY) {
      flaws.push(`key ${key.ariaLabel} is ${Math.round(box.width)}×${Math.round(box.height)}`);
    }
    if (!inside(box, stage.getBoundingClientRect(), 0)) flaws.push(`key ${key.ariaLabel} leaves the screen`);
    const name = written.find((one) => one.element.classList.contains('name') && key.contains(one.element));
    if (name === undefined) flaws.push(`key ${key.ariaLabel} shows no name`);
    else if (name.lines > 1) flaws.push(`the name of key ${key.ariaLabel} wraps`);
    for (const other of keys.slice(i + 1)) {
      if (overlap(box, other.getBoundingClientRect()))
        flaws.push(`keys ${key.ariaLabel} and ${other.ariaLabel} overlap`);
    }
  });
  for (const one of written.filter((w) => w.element.classList.contains('title'))) {
    if (one.lines > 2) flaws.push(`title ${say(one)} takes ${one.lines} lines`);
  }

  // Too small, too faint.
  const channel = (value: number): number => {
    const c = value / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const parse = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (rgb: readonly number[]): number =>
    0.2126 * channel(rgb[0] ?? 0) + 0.7152 * channel(rgb[1] ?? 0) + 0.0722 * channel(rgb[2] ?? 0);
  const groundOf = (element: Element): number[] => {
    for (let up: Element | null = element; up !== null; up = up.parentElement) {
      const rgb = parse(getComputedStyle(up).backgroundColor);
      if (rgb.length >= 3 && (rgb[3] ?? 1) > 0.99) return rgb;
    }
    return [255, 255, 255];
  };
  for (const one of written) {
    const style = getComputedStyle(one.element);
    const drawn = one.element instanceof SVGElement;
    const size =
      Number.parseFloat(style.fontSize) *
      (drawn ? one.box.height / 1.45 / Number.parseFloat(style.fontSize) : 1);
    if (!drawn && size < MIN_FONT - 0.01) flaws.push(`${say(one)} is ${size}px`);
    const a = luminance(parse(drawn ? style.fill : style.color));
    const b = luminance(groundOf(one.element));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < MIN_CONTRAST) flaws.push(`${say(one)} has a contrast of ${ratio.toFixed(2)}`);
  }
  if (
    document.documentElement.scrollHeight > innerHeight ||
    document.documentElement.scrollWidth > innerWidth
  ) {
    flaws.push('the page scrolls');
  }
  return flaws;
}

/** The smallest type of each kind that is shown, px as drawn. Runs inside the page, like `flawsOfPage`. */
export function sizesOfPage(): Record<string, number> {
  const kinds = [
    '.title',
    '.lead',
    '.window .word',
    '.valid b',
    '.slip dt',
    '.terms p',
    '.person',
    '.number b',
    '.counter .key',
  ];
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const shown = [...document.querySelectorAll<HTMLElement>(kind)].filter(
        (one) => one.offsetParent !== null,
      );
      const sizes = shown.map((one) => Number.parseFloat(getComputedStyle(one).fontSize));
      return sizes.length === 0 ? [] : [[kind, Math.min(...sizes)]];
    }),
  );
}
