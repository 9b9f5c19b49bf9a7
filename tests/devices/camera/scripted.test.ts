import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parsePersona } from '../../../devices/camera/persona.ts';
import { readPersonas } from '../../../devices/camera/personas.ts';
import { createScriptedFace } from '../../../devices/camera/scripted.ts';
import type { FaceObservation } from '../../../devices/contract/face-source.ts';
import { createSeededRandom, createSimulatedClock } from '../../flows/support/clock.ts';

const folder = fileURLToPath(new URL('../../../assets/demo/personas/', import.meta.url));

function personas() {
  const read = readPersonas(folder);
  if (!read.ok) throw new Error(read.error);
  return read.value;
}

function start(name: string, seed = 3) {
  const persona = personas().get(name);
  if (persona === undefined) throw new Error(name);
  const clock = createSimulatedClock(0);
  const face = createScriptedFace({ persona, clock, random: createSeededRandom(seed) });
  const seen: FaceObservation[] = [];
  const stop = face.observe((frame) => seen.push(frame));
  return { clock, face, seen, stop };
}

describe('personas', () => {
  test('every file holds to the schema and is named as its persona', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect([...personas().keys()].sort()).toEqual(files.map((name) => name.replace('.json', '')).sort());
    for (const name of ['cooperative', 'slow', 'no-blink', 'photo', 'nobody'])
      expect(personas().has(name)).toBe(true);
  });

  test('an error names the key', () => {
    const good = JSON.parse(readFileSync(`${folder}/slow.json`, 'utf8')) as Record<string, unknown>;
    expect(parsePersona({ ...good, fps: 'fast' })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^fps/),
    });
    expect(parsePersona({ ...good, reactionMs: [5, 1] }).ok).toBe(false);
    expect(parsePersona({ ...good, shoeSize: 42 }).ok).toBe(false);
    expect(parsePersona(null).ok).toBe(false);
  });
});

describe('a scripted face', () => {
  test('comes at its frame rate, forward in time, never twice the same', async () => {
    const { clock, seen } = start('cooperative');
    await clock.advance(10_000);
    expect(seen.length).toBeGreaterThan(170);
    expect(seen.length).toBeLessThan(225);
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.at).toBeGreaterThan(seen[i - 1]!.at);
    expect(new Set(seen.map((frame) => frame.yaw)).size).toBe(seen.length);
  });

  test('does what is asked after a human while, to the right side', async () => {
    const { clock, face, seen } = start('cooperative');
    await clock.advance(1_000);
    const asked = clock.monotonic();
    face.prompt('turn-left');
    await clock.advance(4_000);
    const far = seen.filter((frame) => frame.yaw > 20);
    expect(far.length).toBeGreaterThan(5);
    expect(far[0]!.at - asked).toBeGreaterThan(400);
    expect(seen.every((frame) => frame.yaw > -10)).toBe(true);
    expect(Math.max(...far.map((frame) => frame.parallax))).toBeGreaterThan(0.5);
  });

  test('a photograph turns without depth and never blinks; nobody is nobody', async () => {
    const photo = start('photo');
    photo.face.prompt('turn-right');
    await photo.clock.advance(6_000);
    expect(Math.min(...photo.seen.map((frame) => frame.yaw))).toBeLessThan(-18);
    expect(Math.max(...photo.seen.map((frame) => frame.parallax))).toBeLessThan(0.25);
    expect(Math.max(...photo.seen.map((frame) => frame.blinkLeft))).toBeLessThan(0.3);
    const nobody = start('nobody');
    await nobody.clock.advance(1_000);
    expect(nobody.seen.every((frame) => frame.faces === 0 && frame.interEyePx === 0)).toBe(true);
  });

  test('nothing is delivered after stop, and no timer is left', async () => {
    const { clock, seen, stop } = start('cooperative');
    await clock.advance(500);
    stop();
    const count = seen.length;
    await clock.advance(2_000);
    expect(seen).toHaveLength(count);
    expect(clock.pending()).toBe(0);
  });

  test('another persona steps in; the cable is pulled and put back', async () => {
    const { clock, face, seen } = start('cooperative');
    const nobody = personas().get('nobody')!;
    face.setPersona(nobody);
    expect(face.persona().name).toBe('nobody');
    await clock.advance(500);
    expect(seen.at(-1)?.faces).toBe(0);
    face.setLink({ kind: 'absent' });
    const count = seen.length;
    await clock.advance(1_000);
    expect([seen.length, face.status().kind]).toEqual([count, 'absent']);
    face.setLink({ kind: 'ready' });
    await clock.advance(1_000);
    expect(seen.length).toBeGreaterThan(count);
  });

  test('the same seed plays the same', async () => {
    const [first, second] = [start('slow', 9), start('slow', 9)];
    await first.clock.advance(2_000);
    await second.clock.advance(2_000);
    expect(first.seen).toEqual(second.seen);
  });
});
