import * as z from 'zod';
import type { Result } from '../../shared/result/result.ts';
import { err, ok } from '../../shared/result/result.ts';

const range = z.tuple([z.number().min(0), z.number().min(0)]).refine(([low, high]) => low <= high, {
  message: 'the lower bound comes first',
});

/**
 * A person in front of a scripted camera, as numbers: how the face looks at rest, how it trembles, how
 * long it takes to react, and which acts it can do. Degrees, ms, pixels; blendshapes 0…1.
 */
export const personaSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  /** One sentence for the demo dock. */
  story: z.string().max(120),
  /** Faces in the picture: 0 nobody, 2 somebody looks over the shoulder. */
  faces: z.int().min(0).max(5),
  fps: z.number().min(5).max(30),
  /** Fraction of frames that never arrive. */
  drops: z.number().min(0).max(0.5),
  reactionMs: range,
  neutral: z.strictObject({
    yaw: z.number(),
    pitch: z.number(),
    blink: z.number().min(0).max(1),
    jaw: z.number().min(0).max(1),
    interEyePx: z.number().min(0),
    brightness: z.number().min(0).max(255),
  }),
  /** Standard deviations of the measuring noise. */
  noise: z.strictObject({
    deg: z.number().min(0),
    shape: z.number().min(0),
    px: z.number().min(0),
    light: z.number().min(0),
  }),
  /** A head that trembles, or a sheet of paper that is waved. */
  sway: z.strictObject({ deg: z.number().min(0), hz: z.number().min(0) }),
  /** Mean interval of blinks that nobody asked for; `null` for a picture, which never blinks. */
  naturalBlinkMs: z.number().min(500).nullable(),
  acts: z.strictObject({
    blink: z.strictObject({ peak: z.number().min(0).max(1), ms: z.number().min(40) }).nullable(),
    mouth: z.strictObject({ peak: z.number().min(0).max(1), ms: z.number().min(100) }).nullable(),
    /** `parallax`: depth cue while the head moves; near 0 for anything flat. */
    turn: z
      .strictObject({ deg: z.number(), ms: z.number().min(200), parallax: z.number().min(0).max(1) })
      .nullable(),
  }),
});
export type Persona = z.infer<typeof personaSchema>;

/** Checks a persona file's contents; the error names the key. */
export function parsePersona(content: unknown): Result<Persona, string> {
  const parsed = personaSchema.safeParse(content);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a persona'}`);
}
