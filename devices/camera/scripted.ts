import type { FaceObservation, FacePrompt, FaceSource } from '../contract/face-source.ts';
import type { LinkStatus } from '../contract/status.ts';
import type { Clock, Random } from '../../shared/clock/clock.ts';
import { createPerformer } from './performer.ts';
import type { Persona } from './persona.ts';

export interface ScriptedFaceOptions {
  readonly persona: Persona;
  readonly clock: Clock;
  readonly random: Random;
}

/** A face source without a camera, with the demo dock's knobs. */
export interface ScriptedFace extends FaceSource {
  /** Somebody else steps in front of the camera, also in the middle of a visit. */
  setPersona(persona: Persona): void;
  persona(): Persona;
  /** Pulls the camera's cable, or puts it back. */
  setLink(status: LinkStatus): void;
}

export function createScriptedFace(options: ScriptedFaceOptions): ScriptedFace {
  const { clock, random } = options;
  const listeners = new Set<(observation: FaceObservation) => void>();
  let { persona } = options;
  let performer = createPerformer(persona, random);
  let asked: FacePrompt = 'none';
  let link: LinkStatus = { kind: 'ready' };
  let cancel: (() => void) | undefined;

  const chance = (): number => random.below(0x10000) / 0x10000;

  const shoot = (): void => {
    // ± 15 %: real frames do not come on the beat.
    const interval = (1000 / persona.fps) * (0.85 + chance() * 0.3);
    cancel = clock.after(interval, shoot);
    if (link.kind !== 'ready' || chance() < persona.drops) return;
    const observation = performer.frame(clock.monotonic());
    for (const listener of listeners) if (listeners.has(listener)) listener(observation);
  };

  return {
    capability: { engine: 'scripted', simulated: true },
    status: () => link,
    observe(listener) {
      listeners.add(listener);
      if (cancel === undefined) shoot();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        cancel?.();
        cancel = undefined;
      };
    },
    prompt(prompt) {
      asked = prompt;
      performer.prompt(prompt, clock.monotonic());
    },
    setPersona(next) {
      persona = next;
      performer = createPerformer(next, random);
      performer.prompt(asked, clock.monotonic());
    },
    persona: () => persona,
    setLink(status) {
      link = status;
    },
  };
}
