import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as messages from '../../../shared/protocol/messages.ts';
import * as records from '../../../shared/records/kinds.ts';
import { halfCharacterAt, isPlainText, plainText } from '../../../shared/protocol/text.ts';

describe('plain text', () => {
  test.each(['', '松明', '石𠮷䶮', '葛\u{E0100}', '买买提·吐尔逊', 'SMITH, JOHN', '王\u{323AF}', '\ue000某'])(
    'takes %j',
    (text) => {
      expect(isPlainText(text)).toBe(true);
    },
  );

  test.each([
    '\ud842',
    '石\udfb7',
    '\udfb7\ud842',
    '石\0',
    'a\nb',
    'a\rb',
    'a\tb',
    '\u007f',
    '\u0085',
    '\u2028',
  ])('refuses %j', (text) => {
    expect(isPlainText(text)).toBe(false);
    expect(plainText(60).safeParse(text).success).toBe(false);
  });
});

describe('half a character anywhere in a value', () => {
  const half = fc.constantFrom('\ud842', 'a\udfb7', '\udfb7\ud842');
  const whole = fc.jsonValue({ noUnicodeString: false });

  test('is found as value and as key, however deep', () => {
    fc.assert(
      fc.property(half, fc.array(fc.boolean(), { maxLength: 8 }), fc.boolean(), (text, path, asKey) => {
        const inner: unknown = asKey ? { [text]: 1 } : [1, text];
        const value = path.reduce<unknown>((held, list) => (list ? [null, held] : { a: held, b: 2 }), inner);
        expect(halfCharacterAt(value)).not.toBeUndefined();
      }),
    );
  });

  test('is not seen where there is none', () => {
    fc.assert(
      fc.property(whole, (value) => {
        fc.pre(!/\\ud[89a-f]/i.test(JSON.stringify(value)));
        expect(halfCharacterAt(value)).toBeUndefined();
      }),
    );
  });

  test('a nest that no recursion survives is looked through', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}"\\ud800"${']'.repeat(200_000)}`) as unknown;
    expect(halfCharacterAt(deep)).not.toBeUndefined();
  });
});

describe('the schemas of the protocol', () => {
  const schemas = Object.entries<unknown>({ ...messages, ...records }).flatMap(([name, value]) =>
    value instanceof z.ZodType ? [[name, value] as const] : [],
  );

  interface Node {
    readonly type?: string;
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly enum?: readonly unknown[];
    readonly const?: unknown;
    readonly maxItems?: number;
    readonly allOf?: readonly Node[];
  }

  /** Every string without a bound of its own, and every list that may go on for ever. */
  function unbounded(node: unknown, place: string): readonly string[] {
    if (typeof node !== 'object' || node === null) return [];
    const { type, maxLength, pattern, enum: choice, const: only, maxItems, allOf = [] } = node as Node;
    const bounded = (text: string | undefined): boolean =>
      text !== undefined &&
      /^\^.*\$$/.test(text) &&
      !/[*+]\$$|[*+][^$]|,\}/.test(text.replaceAll(/\[[^\]]*\]/g, 'x'));
    const own =
      type === 'string' && maxLength === undefined && choice === undefined && only === undefined
        ? ![pattern, ...allOf.map((part) => part.pattern)].some(bounded)
        : type === 'array' && maxItems === undefined;
    return [
      ...(own ? [place] : []),
      ...Object.entries(node).flatMap(([key, child]) => unbounded(child, `${place}.${key}`)),
    ];
  }

  test('are all looked at', () => {
    expect(schemas.length).toBeGreaterThan(12);
  });

  test.each(schemas)('%s bounds every string and every list', (_, schema) => {
    expect(unbounded(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), '$')).toEqual([]);
  });

  test('a bound is missed where there is none', () => {
    const loose = z.object({ a: z.string(), b: z.array(z.int()), c: z.string().regex(/^a+$/) });
    expect(unbounded(z.toJSONSchema(loose), '$')).toEqual([
      '$.properties.a',
      '$.properties.b',
      '$.properties.c',
    ]);
  });

  test('a heartbeat’s epoch has its length', () => {
    const beat = {
      epoch: 'a'.repeat(16),
      sequence: 0,
      queued: 0,
      parked: 0,
      now: 0,
      software: '',
      devices: [],
    };
    expect(messages.heartbeatRequestSchema.safeParse(beat).success).toBe(true);
    for (const epoch of ['', 'a'.repeat(15), 'a'.repeat(17), 'a'.repeat(100_000), 'g'.repeat(16)])
      expect(messages.heartbeatRequestSchema.safeParse({ ...beat, epoch }).success).toBe(false);
  });
});
