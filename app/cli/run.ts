import { stopOnUnexpected } from '../../shared/node/last-resort.ts';
import type { Output, Program } from './command.ts';
import { isGroup } from './command.ts';
import type { ExitCode } from './errors.ts';
import { badArguments, plainFailure } from './errors.ts';
import type { Parsed } from './parse.ts';
import { parse } from './parse.ts';

/** The whole life of a process that an npm script starts. Its exit code is set when this resolves. */
export async function main(program: Program): Promise<void> {
  const parsed = await parse(program, process.argv.slice(2));
  stopOnUnexpected(program.name);
  if (parsed.kind === 'help' || (parsed.kind === 'command' && parsed.command.effect === 'reads'))
    endUnheard();
  process.exitCode = await carryOut(program, parsed, processOutput());
}

/** The same without a process around it. @internal for tests */
export async function run(program: Program, words: readonly string[], output: Output): Promise<ExitCode> {
  return await carryOut(program, await parse(program, words), output);
}

async function carryOut(program: Program, parsed: Parsed, output: Output): Promise<ExitCode> {
  if (parsed.kind === 'help') {
    output.out(parsed.text);
    return 0;
  }
  const who = await speaker(program, parsed.path);
  const failure = program.failure ?? plainFailure;
  try {
    if (parsed.kind === 'refused') throw badArguments(parsed.line);
    program.begin?.(parsed.path[0] ?? program.name, parsed.everywhere);
    return await parsed.command.run(parsed.values, output);
  } catch (error) {
    const { exitCode, line } = failure(error);
    output.error(`${who}: ${line}`);
    return exitCode;
  }
}

/** Who says a line of stderr: `county import`. A program with one verb goes by its own name. */
async function speaker({ name, load }: Program, [verb]: readonly string[]): Promise<string> {
  const node = await load();
  const alone = !isGroup(node) || Object.keys(node.verbs).length === 1;
  return alone || verb === undefined ? name : `${name} ${verb}`;
}

/** Whoever read our lines has seen enough (`| head`): nothing is left to do, and nothing went wrong. */
function endUnheard(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
}

function processOutput(): Output {
  const watched = process.stderr.isTTY;
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    error: (line) => process.stderr.write(`${line}\n`),
    watched,
    progress: (text) => {
      if (watched) process.stderr.write(`\r\u001b[K${text}\r`);
    },
  };
}

/** Resolves at the first SIGINT or SIGTERM. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
