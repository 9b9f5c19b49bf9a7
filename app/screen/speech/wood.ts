/**
 * Sounds of wood, low (400–900 Hz, what age-related loss leaves), made on the spot: nothing to load,
 * nothing to licence. Without a sound card, or before the first touch allows it, silence.
 */
export interface Wood {
  /** Touch: a soft knock. */
  knock(): void;
  /** Card read: two rising knocks. */
  cardRead(): void;
  /** Done: a slow three-note chime. */
  done(): void;
  /** Something needs a look: one falling tone. */
  heed(): void;
}

/** A sound that comes of itself, not of a touch. */
export type Tune = Exclude<keyof Wood, 'knock'>;

export function createWood(open: () => AudioContext | undefined): Wood {
  let context: AudioContext | undefined;
  let tried = false;

  /** A struck bar: the tone and its second mode (2.76 times as high), both dying away. */
  const strike = (at: number, pitch: number, length: number, loudness: number, fallTo = pitch): void => {
    if (context === undefined) return;
    const start = context.currentTime + at;
    for (const [ratio, share, decay] of [
      [1, 1, length],
      [2.76, 0.22, length / 4],
    ] as const) {
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = 'sine';
      tone.frequency.setValueAtTime(pitch * ratio, start);
      if (fallTo !== pitch) tone.frequency.exponentialRampToValueAtTime(fallTo * ratio, start + length);
      gain.gain.setValueAtTime(0.0001, start);
      gain.gain.exponentialRampToValueAtTime(loudness * share, start + 0.006);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + decay);
      tone.connect(gain).connect(context.destination);
      tone.start(start);
      tone.stop(start + decay + 0.02);
    }
  };
  const ready = (): boolean => {
    if (!tried) {
      tried = true;
      try {
        context = open();
      } catch {
        context = undefined;
      }
    }
    if (context?.state === 'suspended') context.resume().catch(() => undefined);
    return context?.state === 'running';
  };
  const play = (notes: () => void): void => {
    if (ready()) notes();
  };

  return {
    knock: () => play(() => strike(0, 520, 0.09, 0.2)),
    cardRead: () =>
      play(() => {
        strike(0, 520, 0.12, 0.28);
        strike(0.16, 700, 0.16, 0.28);
      }),
    done: () =>
      play(() => {
        strike(0, 440, 0.9, 0.26);
        strike(0.42, 554, 0.9, 0.26);
        strike(0.84, 659, 1.4, 0.26);
      }),
    heed: () => play(() => strike(0, 560, 0.5, 0.24, 420)),
  };
}
