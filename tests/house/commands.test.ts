import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command, Group, Program } from '../../app/cli/command.ts';
import { isGroup, typed } from '../../app/cli/command.ts';
import { parse } from '../../app/cli/parse.ts';
import { optionName } from '../../app/cli/usage.ts';
import { PROGRAMS } from './programs.ts';

/** Every command there is: its help has arguments, defaults and examples, and the examples can be typed. */
interface Found {
  readonly program: Program;
  readonly path: readonly string[];
  readonly about: string;
  readonly node: Command | Group;
}

async function all(program: Program): Promise<Found[]> {
  const walk = async (path: readonly string[], about: string, node: Command | Group): Promise<Found[]> => {
    const own = { program, path, about, node };
    if (!isGroup(node)) return [own];
    const below = await Promise.all(
      Object.entries(node.verbs).map(async ([name, verb]) =>
        walk([...path, name], verb.about, await verb.load()),
      ),
    );
    return [own, ...below.flat()];
  };
  return await walk([], program.about, await program.load());
}

const found = (await Promise.all(PROGRAMS.map(all))).flat();
const named = found.map((one) => [[typed(one.program), ...one.path].join(' '), one] as const);

async function helpOf({ program, path }: Found): Promise<string> {
  const parsed = await parse(program, [...path, '--help']);
  if (parsed.kind !== 'help') throw new Error(`${path.join(' ')} has no help`);
  return parsed.text.replaceAll(/\s+/g, ' ');
}

it('every npm script of ours is one of the programs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const ours = Object.entries(scripts).filter(
    ([name, line]) => line.startsWith('node ') && !name.startsWith('check'),
  );
  expect(PROGRAMS.map(({ name }) => name)).toEqual(expect.arrayContaining(ours.map(([name]) => name)));
});

describe.each(named)('%s', (line, one) => {
  const { program, path, about, node } = one;

  it('--help says what it is for, how it is written, and gives an example', async () => {
    const help = await helpOf(one);
    expect(help).toContain(`Usage: ${line}`);
    expect(about.length).toBeGreaterThan(10);
    expect(help).toContain(about);
    expect(help).toMatch(/Examples?: (npm|node) /);
  });

  it('is not found by a word or an option that is nearly right', async () => {
    const wrong = await parse(program, [...path, '--hepl']);
    expect(wrong).toMatchObject({ kind: 'refused', path });
    expect(wrong.kind === 'refused' && wrong.line).toMatch(/^--hepl is not known here/);
    expect(wrong.kind === 'refused' && wrong.line).not.toContain('\n');
    if (!isGroup(node)) return;
    const [first = ''] = Object.keys(node.verbs);
    const near = await parse(program, [...path, `${first}x`]);
    expect(near.kind === 'refused' && near.line).toContain(`did you mean ${first}?`);
    expect(await parse(program, path)).toMatchObject({ kind: 'refused', path });
  });

  if (isGroup(node)) return;

  it('--help tells every argument and option with its default', async () => {
    const help = await helpOf(one);
    for (const argument of Object.values(node.args)) {
      expect(help).toContain(argument.value?.shape);
      expect(help).toContain(argument.about);
    }
    for (const [key, option] of Object.entries({ ...node.options, ...program.everywhere })) {
      expect(help).toContain(optionName(key));
      expect(help).toContain(option.about);
      if (option.unsaid !== undefined) expect(help).toContain(`(default: ${option.unsaid})`);
      if (option.presence === 'required') expect(help).toContain(`${option.about} (required)`);
    }
  });

  it.each(node.examples)('can be typed as in its example: %s', async (example) => {
    const parsed = await parse(program, [...path, ...example.split(' ').filter((word) => word !== '')]);
    expect(parsed).toMatchObject({ kind: 'command', path });
  });

  it('has sound defaults', () => {
    for (const option of Object.values(node.options))
      if (option.unsaid !== undefined) expect(option.read([])).toMatchObject({ ok: true });
  });
});
