import { policyCommand } from './command.ts';
import { failure } from '../../county/cli/command.ts';

process.env['PGAPPNAME'] ??= 'songbai policy';

const output = {
  out: (line: string) => process.stdout.write(`${line}\n`),
  error: (line: string) => process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY
    ? { progress: (text: string) => process.stderr.write(`\r\u001b[K${text}\r`) }
    : {}),
};

try {
  process.exitCode = await policyCommand(process.argv.slice(2), output);
} catch (error) {
  const { exitCode, line } = failure(error);
  output.error(`policy: ${line}`);
  process.exitCode = exitCode;
}
