import * as z from 'zod/mini';

const person = z.object({
  id: z.string(),
  name: z.string(),
  story: z.string(),
  storyEn: z.string(),
  cardKind: z.string(),
});

const dockStateSchema = z.object({
  people: z.array(person),
  /** Whose card lies on the reader. */
  card: z.nullable(z.string()),
  persona: z.string(),
  personas: z.array(z.string()),
  devices: z.record(z.string(), z.object({ status: z.string(), verbs: z.array(z.string()) })),
  /** Lines of the last slip. */
  paper: z.array(z.string()),
  network: z.enum(['up', 'cut']),
});
export type DockState = z.infer<typeof dockStateSchema>;

/** `GET /dock/state`; undefined when the answer is not one. */
export function readDockState(raw: unknown): DockState | undefined {
  const read = dockStateSchema.safeParse(raw);
  return read.success ? read.data : undefined;
}

export type Act = (device: string, verb: string, body?: object) => void;
