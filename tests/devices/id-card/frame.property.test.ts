import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  parseCard,
  parseNewAddress,
  parseSamId,
  provisionalName,
} from '../../../devices/id-card/card-data.ts';
import { answers, SAM_COMMANDS, type SamCommand } from '../../../devices/id-card/sam-command.ts';
import { encodeFrame, FrameDecoder, type FrameEvent } from '../../../devices/id-card/sam-frame.ts';
import { parseResponse, verdict } from '../../../devices/id-card/sam-status.ts';
import { encodeReadBase } from '../../../devices/simulators/sam/card-image.ts';
import { cards } from './arbitrary-cards.ts';
import { bytesOf } from './vectors.ts';

const body = fc.uint8Array({ minLength: 3, maxLength: 2399 });

/** Bytes that look like frames often enough to tempt the decoder. */
const temptingBytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constant(bytesOf('AAAAAA9669')),
      fc.constant(bytesOf('AAAAAA9669000400009094')),
      fc.constant(bytesOf('AAAAAA96690960')),
      fc.constant(bytesOf('AAAAAA9669FFFF')),
      fc.constant(bytesOf('AAAA')),
      body.map((bytes) => encodeFrame(bytes)),
    ),
    { maxLength: 20 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

function framesOf(events: readonly FrameEvent[]): Uint8Array[] {
  return events.flatMap((event) => (event.type === 'frame' ? [event.body] : []));
}

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

it('what is encoded is decoded', () => {
  fc.assert(
    fc.property(body, (bytes) => {
      expect(new FrameDecoder('response').push(encodeFrame(bytes))).toEqual([{ type: 'frame', body: bytes }]);
    }),
  );
});

it('any chunking gives the same frames, refusals and noise', () => {
  fc.assert(
    fc.property(temptingBytes, fc.array(fc.nat(), { maxLength: 30 }), (bytes, cuts) => {
      const sum = (events: readonly FrameEvent[]) => ({
        told: events.filter((event) => event.type !== 'noise'),
        noise: events.reduce((total, event) => total + (event.type === 'noise' ? event.bytes : 0), 0),
      });
      const whole = new FrameDecoder('response').push(bytes);
      const decoder = new FrameDecoder('response');
      const cut = pieces(bytes, cuts).flatMap((piece) => decoder.push(piece));
      expect(sum(cut)).toEqual(sum(whole));
    }),
  );
});

it('a card frame cut at every single byte gives the same frame', () => {
  const frame = encodeFrame(
    Uint8Array.from([0, 0, 0x90, ...encodeReadBase(fc.sample(cards, { numRuns: 1, seed: 7 })[0]!)]),
  );
  for (let cut = 0; cut <= frame.length; cut++) {
    const decoder = new FrameDecoder('response');
    const events = [...decoder.push(frame.subarray(0, cut)), ...decoder.push(frame.subarray(cut))];
    expect(events).toHaveLength(1);
    expect(events[0]?.type).toBe('frame');
  }
});

it('a frame is found behind any garbage, once the garbage cannot be its beginning', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), body, (garbage, bytes) => {
      const decoder = new FrameDecoder('response');
      const events = decoder.push(Uint8Array.from([...garbage, ...encodeFrame(bytes)]));
      // A false preamble may claim up to 2,400 bytes; zeros fill that claim.
      events.push(...decoder.push(new Uint8Array(2407)));
      expect(framesOf(events)).toContainEqual(bytes);
    }),
  );
});

it('holds less than 64 KiB whatever arrives', () => {
  fc.assert(
    fc.property(fc.array(temptingBytes, { maxLength: 30 }), (chunks) => {
      const decoder = new FrameDecoder('response');
      for (const chunk of chunks) {
        decoder.push(chunk);
        expect(decoder.held).toBeLessThanOrEqual(2407);
      }
      decoder.push(new Uint8Array(200_000).fill(0xaa));
      expect(decoder.held).toBeLessThanOrEqual(2407);
    }),
    { numRuns: 30 },
  );
});

it('is total: random bytes give a value, from the frame down to the fields', () => {
  fc.assert(
    fc.property(temptingBytes, fc.uint8Array({ maxLength: 1400 }), (stream, data) => {
      for (const frame of framesOf(new FrameDecoder('response').push(stream))) {
        const response = parseResponse(frame);
        if (response.ok) verdict(response.value.sw3);
      }
      for (const parse of [parseResponse, parseCard, parseNewAddress, parseSamId]) {
        expect(typeof parse(data).ok).toBe('boolean');
      }
      provisionalName(data);
      const shaped = new Uint8Array(1284);
      shaped.set([1, 0, 4, 0]);
      shaped.set(data.subarray(0, 1280), 4);
      expect(typeof parseCard(shaped).ok).toBe('boolean');
      provisionalName(Uint8Array.from([0, 0, 0x90, ...shaped]));
    }),
  );
});

const goodAnswers: fc.Arbitrary<readonly [SamCommand, Uint8Array]> = fc.oneof(
  cards.map((card) => ['readBase', Uint8Array.from([0, 0, 0x90, ...encodeReadBase(card)])] as const),
  fc.constant(['find', bytesOf('00009F00000000')] as const),
  fc.constant(['select', bytesOf('0000900000000000000000')] as const),
  fc.constant(['status', bytesOf('000090')] as const),
  fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((id) => ['samId', Uint8Array.from([0, 0, 0x90, ...id])] as const),
  fc
    .tuple(
      fc.constantFrom(...(Object.keys(SAM_COMMANDS) as SamCommand[])),
      fc.constantFrom(0x80, 0x41, 0x21, 0x60),
    )
    .map(([command, sw3]) => [command, Uint8Array.of(0, 0, sw3)] as const),
);

it('any single flipped byte never gives an accepted answer with other contents', () => {
  fc.assert(
    fc.property(
      goodAnswers,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      fc.array(goodAnswers, { maxLength: 2 }),
      ([command, answer], place, flip, following) => {
        const frame = encodeFrame(answer);
        const at = place % frame.length;
        frame[at] = (frame[at] ?? 0) ^ flip;
        const decoder = new FrameDecoder('response');
        const events = decoder.push(frame);
        for (const [, next] of following) events.push(...decoder.push(encodeFrame(next)));
        const legitimate = [answer, ...following.map(([, next]) => next)];
        for (const found of framesOf(events)) {
          const response = parseResponse(found);
          if (response.ok && answers(command, response.value)) expect(legitimate).toContainEqual(found);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it('every single-bit error in a card frame is refused', () => {
  const frame = encodeFrame(
    Uint8Array.from([0, 0, 0x90, ...encodeReadBase(fc.sample(cards, { numRuns: 1, seed: 3 })[0]!)]),
  );
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const hit = frame.slice();
    hit[bit >> 3] = (hit[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    for (const found of framesOf(new FrameDecoder('response').push(hit))) {
      const response = parseResponse(found);
      expect(response.ok && answers('readBase', response.value)).toBe(false);
    }
  }
});

it('any damage to the length bytes never gives an accepted answer with other contents', () => {
  const seeds = fc.sample(cards, { numRuns: 6, seed: 11 });
  const answerOf = (card: (typeof seeds)[number]) => Uint8Array.from([0, 0, 0x90, ...encodeReadBase(card)]);
  const next = encodeFrame(answerOf(seeds[0]!));
  for (const card of seeds) {
    const frame = encodeFrame(answerOf(card));
    for (let hit = 1; hit < 512; hit++) {
      const damaged = frame.slice();
      const at = hit < 256 ? 5 : 6;
      damaged[at] = (damaged[at] ?? 0) ^ (hit & 0xff);
      if ((hit & 0xff) === 0) continue;
      for (const found of framesOf(
        new FrameDecoder('response').push(Uint8Array.from([...damaged, ...next, ...next])),
      )) {
        const response = parseResponse(found);
        if (!response.ok || !answers('readBase', response.value) || response.value.data.length === 0)
          continue;
        expect(Buffer.from(found).equals(Buffer.from(answerOf(seeds[0]!)))).toBe(true);
      }
    }
  }
});

it('a status that changes by damage to the length is not accepted either', () => {
  for (const sw3 of [0x80, 0x9f, 0x90, 0x41]) {
    for (let hit = 1; hit < 512; hit++) {
      const frame = encodeFrame(Uint8Array.of(0, 0, sw3));
      const at = hit < 256 ? 5 : 6;
      frame[at] = (frame[at] ?? 0) ^ (hit & 0xff);
      if ((hit & 0xff) === 0) continue;
      for (const found of framesOf(new FrameDecoder('response').push(frame))) {
        expect(found).toEqual(Uint8Array.of(0, 0, sw3));
      }
    }
  }
});

it.each([
  [3, 'refused'],
  [4, 'frame'],
  [2400, 'frame'],
  [2401, 'refused'],
  [0xffff, 'refused'],
])('a length of %i is %s', (length, outcome) => {
  const frame = new Uint8Array(7 + length);
  frame.set([0xaa, 0xaa, 0xaa, 0x96, 0x69, length >> 8, length & 0xff]);
  frame[frame.length - 1] = (length >> 8) ^ (length & 0xff);
  // For a refusal the seven bytes are enough.
  const events = new FrameDecoder('response').push(outcome === 'frame' ? frame : frame.subarray(0, 7));
  expect(events[0]?.type).toBe(outcome);
});

it('a body that no frame can hold is a programmer’s mistake', () => {
  expect(() => encodeFrame(new Uint8Array(2399))).not.toThrow();
  expect(() => encodeFrame(new Uint8Array(2400))).toThrow(RangeError);
});
