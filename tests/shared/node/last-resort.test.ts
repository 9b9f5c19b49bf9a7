import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { whatAndWhere } from '../../../shared/node/last-resort.ts';

const MODULE = JSON.stringify(resolve('shared/node/last-resort.ts'));

/** Runs a program under the last resort to its end. */
function run(body: string, closeOutput = false): Promise<{ code: number | null; stderr: string }> {
  return new Promise((done) => {
    const program = `import { stopOnUnexpected } from ${MODULE};\nstopOnUnexpected('kiosk');\n${body}`;
    // As in Electron, where a promise that nobody awaits is only warned of.
    const args = ['--unhandled-rejections=warn', '--input-type=module', '-e', program];
    const child = spawn(process.execPath, args);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    if (closeOutput) child.stdout.destroy();
    child.on('close', (code) => done({ code, stderr }));
  });
}

describe('a program that meets what it never expected', () => {
  it.each([
    ['an exception in a timer', 'setTimeout(() => { throw new TypeError("王秀英 990101195001010010"); }, 1)'],
    ['a promise that nobody awaits', 'Promise.reject(new TypeError("王秀英 990101195001010010"))'],
    [
      'an emitter without a listener',
      'import { EventEmitter } from "node:events"; new EventEmitter().emit("error", new TypeError("王秀英"))',
    ],
  ])('stops at once with one line, without what it was reading: %s', async (_name, body) => {
    const { code, stderr } = await run(`${body};\nsetInterval(() => undefined, 1000);`);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^kiosk: unexpected TypeError.*; stopped, start it again\n$/);
    expect(stderr).not.toContain('王秀英');
    expect(stderr).not.toContain('9901');
  });

  it('goes on without listeners to its lines', async () => {
    const body = [
      'for (let i = 0; i < 100; i += 1) process.stdout.write("x".repeat(10_000));',
      'setTimeout(() => process.exit(7), 50);',
    ].join('\n');
    expect((await run(body, true)).code).toBe(7);
  });
});

describe('the words for it', () => {
  it('name kind, code and the line of our own', () => {
    const error = Object.assign(new Error('secret'), { code: 'EADDRINUSE' });
    error.stack = [
      'Error: secret',
      '    at node:net:12:3',
      '    at file:///opt/songbai/node_modules/ws/lib/a.js:1:2',
      '    at Server.x (file:///opt/songbai/app/terminal/host/a.ts:45:6)',
    ].join('\n');
    expect(whatAndWhere(error)).toBe('Error EADDRINUSE at terminal/host/a.ts:45');
  });

  it('repeat nothing of a value that is no error, or whose name is text', () => {
    expect(whatAndWhere('王秀英')).toBe('value of type string');
    expect(whatAndWhere(null)).toBe('value of type null');
    const named = new Error('x');
    named.name = '王秀英';
    named.stack = '';
    expect(whatAndWhere(named)).toBe('Error');
  });
});
