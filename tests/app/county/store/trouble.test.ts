import { describe, expect, it } from 'vitest';
import { failure } from '../../../../app/county/cli/command.ts';
import { ConnectionLost, troubleInWords, troubleOf } from '../../../../app/county/store/messages/trouble.ts';

function coded(code: string, message = 'as the driver says'): Error {
  return Object.assign(new Error(message), { code });
}

describe('what goes wrong in a database that is in order', () => {
  it.each([
    ['lost', ['08000', '08003', '08006', '57P01', '57P02', '57P03', '57P05', '25P03', '25P04']],
    [
      'lost',
      [
        'ECONNREFUSED',
        'ECONNRESET',
        'EPIPE',
        'ETIMEDOUT',
        'EHOSTUNREACH',
        'ENETUNREACH',
        'ENOTFOUND',
        'EAI_AGAIN',
      ],
    ],
    ['read-only', ['25006', 'SQLITE_READONLY']],
    ['full', ['53100', '53200', '53300', '53400', 'SQLITE_FULL']],
    ['disk', ['58030', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMSIZE']],
    ['locked', ['55P03', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED']],
    ['slow', ['57014']],
    ['clash', ['40001', '40P01']],
  ] as const)('is %s', (trouble, codes) => {
    for (const code of codes) {
      expect(troubleOf(coded(code)), code).toBe(trouble);
      expect(failure(coded(code)), code).toEqual({
        exitCode: 1,
        line: expect.stringMatching(/^as the driver says; [^\n]+$/) as string,
      });
    }
  });

  it.each(['23505', '42P01', '42703', '22P02', '25P02', '28P01', '3D000', 'SQLITE_CORRUPT', 'ENOENT'])(
    'is not what %s says',
    (code) => {
      expect(troubleOf(coded(code))).toBeUndefined();
      expect(troubleInWords(coded(code))).toBeUndefined();
    },
  );

  it('is told by errors without a code of their own, and by those without a message', () => {
    expect(troubleOf(new ConnectionLost('gone'))).toBe('lost');
    expect(troubleOf('gone')).toBeUndefined();
    expect(failure(Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' })).line).toMatch(
      /^ECONNREFUSED; once the database answers/,
    );
  });
});
