import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
// TypeScript 7 has no API yet; version 6 reads the same sources and answers questions about types.
import ts from 'typescript-api';

/**
 * House rule: a `Result` is read. Finds every expression statement whose value is a Result (or a promise
 * of one, awaited or not) and drops it on the floor; a failure that nobody looked at is a failure lost.
 */
export function unreadResults(configFile: string): string[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const config = ts.getParsedCommandLineOfConfigFile(configFile, { noEmit: true }, host);
  if (config === undefined) throw new Error(`${configFile} cannot be read`);
  const program = ts.createProgram(config.fileNames, config.options);
  const checker = program.getTypeChecker();
  const findings: string[] = [];

  const isResult = (type: ts.Type): boolean => {
    const name = type.aliasSymbol?.name ?? type.symbol?.name;
    if (name === 'Result') return true;
    if (type.isUnion() && type.types.length > 0) {
      const names = type.types.map((part) => part.symbol?.name);
      if (names.every((part) => part === 'Ok' || part === 'Err')) return true;
    }
    if (name === 'Promise') {
      const [inner] = checker.getTypeArguments(type as ts.TypeReference);
      return inner !== undefined && isResult(inner);
    }
    return false;
  };

  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || source.fileName.includes('node_modules')) continue;
    // A test that drops a Result has its own way of noticing: the assertion after it.
    if (relative(process.cwd(), source.fileName).startsWith('tests/')) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isExpressionStatement(node) && ts.isCallExpression(unwrapped(node.expression))) {
        if (isResult(checker.getTypeAtLocation(node.expression))) {
          const { line } = source.getLineAndCharacterOfPosition(node.getStart());
          findings.push(`${relative(process.cwd(), source.fileName)}:${line + 1}: this Result is not read`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return findings;
}

/** Without `await` and parentheses. `void` in front is a statement of intent and stays allowed. */
function unwrapped(expression: ts.Expression): ts.Expression {
  if (ts.isAwaitExpression(expression) || ts.isParenthesizedExpression(expression)) {
    return unwrapped(expression.expression);
  }
  return expression;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = unreadResults('tsconfig.json');
  for (const finding of findings) process.stderr.write(`${finding}\n`);
  if (findings.length > 0) process.exitCode = 1;
}
