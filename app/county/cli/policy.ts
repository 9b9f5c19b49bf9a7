import { policyCommand } from '../policy/command.ts';

process.exitCode = policyCommand(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
});
