import { describe, expect, it } from 'vitest';
import { CHANNEL_MAX_BYTES } from '../../../shared/view/channel.ts';
import { settle } from './fake-electron/ports.ts';
import { boot, page } from './support/booted.ts';

describe('what the page has of Electron', () => {
  it('is one verb', async () => {
    const { world } = page(await boot());
    expect(Object.keys(world)).toEqual(['print', 'songbai']);
    expect(Object.keys(world['songbai'] as object)).toEqual(['connect']);
  });

  it('is frozen', async () => {
    const { world } = page(await boot());
    expect(Object.isFrozen(world['songbai'])).toBe(true);
  });

  it('gives back a line with one verb, and neither a port nor an event', async () => {
    const verbs = page(await boot()).world['songbai'] as { connect(a: unknown, b: unknown): object };
    expect(
      Object.keys(
        verbs.connect(
          () => undefined,
          () => undefined,
        ),
      ),
    ).toEqual(['send']);
  });

  it('sends text only, and none that is longer than a message may be', async () => {
    const booted = await boot();
    const send = page(booted).send as (data: unknown) => void;
    send({ type: 'intent' });
    send(7);
    send('x'.repeat(CHANNEL_MAX_BYTES + 1));
    await settle();
    expect(booted.host().refusals).toEqual({ oversized: 0, flooding: 0, malformed: 0 });
    send('not JSON');
    await settle();
    expect(booted.host().refusals.malformed).toBe(1);
  });
});
