import { describe, expect, it } from 'vitest';
import { CardSequence } from '../../../devices/id-card/card-sequence.ts';
import { Patience } from '../../../devices/id-card/patience.ts';
import { encodeFrame } from '../../../devices/id-card/sam-frame.ts';
import { SamLink } from '../../../devices/id-card/sam-link.ts';
import { createMemoryLine } from '../../../devices/transport/memory.ts';
import { FakeClock } from './fake-clock.ts';

/** Bodies: SW1 SW2 SW3 and data. */
const FOUND = Uint8Array.of(0, 0, 0x9f, 0, 0, 0, 0);
const WELL = Uint8Array.of(0, 0, 0x90);
/** The request arrived damaged. */
const AGAIN = Uint8Array.of(0, 0, 0x10);
const NO_CARD = Uint8Array.of(0, 0, 0x80);

async function link(...answers: readonly Uint8Array[]) {
  const clock = new FakeClock();
  const asked = { count: 0 };
  const line = createMemoryLine('sam', (pipe) => {
    pipe.onData(() => {
      asked.count += 1;
      // Nobody asks for ever.
      if (asked.count > 20) return;
      for (const answer of answers) void pipe.write(encodeFrame(answer), 100);
    });
  });
  const opened = await line.port.open();
  if (!opened.ok) throw new Error(opened.error.kind);
  return { link: new SamLink(opened.value, clock, 115_200, new Patience()), clock, asked };
}

async function asked(command: 'status' | 'find' | 'select', ...answers: readonly Uint8Array[]) {
  const desk = await link(...answers);
  let exchange: Awaited<ReturnType<SamLink['ask']>> | undefined;
  void desk.link.ask(command).then((value) => (exchange = value));
  await desk.clock.until(() => exchange !== undefined, 5_000);
  return exchange?.kind === 'answer' ? exchange.response.sw3 : exchange?.kind;
}

describe('an answer to an earlier request', () => {
  it('is passed over: the one that answers counts', async () => {
    expect(await asked('status', FOUND, WELL)).toBe(0x90);
    expect(await asked('find', WELL, FOUND)).toBe(0x9f);
    expect(await asked('find', WELL, NO_CARD)).toBe(0x80);
  });

  it('alone is no answer at all', async () => {
    for (const command of ['status', 'select'] as const) expect(await asked(command, FOUND)).not.toBe(0x9f);
    expect(await asked('find', WELL)).not.toBe(0x90);
  });
});

it('a reader that wants every request once more is asked once more, not for ever', async () => {
  const desk = await link(AGAIN);
  let step: unknown;
  void new CardSequence(desk.link, new Patience(), () => undefined).poll().then((done) => (step = done));
  await desk.clock.until(() => step !== undefined, 20_000);
  expect([step, desk.asked.count]).toEqual([{ kind: 'answered' }, 2]);
});
