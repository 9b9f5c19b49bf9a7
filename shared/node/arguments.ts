/** Whether `--help` or `-h` stands among the arguments; what follows `--` is no option. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((word) => word === '--help' || word === '-h');
}

/**
 * The words given to a script that knows only words, read before it touches anything. `undefined`: there is
 * nothing to do, because help was asked for (printed, exit 0) or a word is not known (said, exit 2).
 */
export function wordsFor(
  script: string,
  known: readonly string[],
  usage: string,
): readonly string[] | undefined {
  const words = process.argv.slice(2);
  if (asksForHelp(words)) {
    process.stdout.write(`${usage}\n`);
    return undefined;
  }
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return words;
  process.stderr.write(`${script}: ${unknown} is not known here; write ${usage}\n`);
  process.exitCode = 2;
  return undefined;
}
