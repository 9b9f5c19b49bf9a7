import { relative } from 'node:path';
// TypeScript 7 has no API yet; version 6 reads the same sources and answers questions about types.
import ts from 'typescript-api';
import type { Program } from '../../app/cli/command.ts';
import { command } from '../../app/cli/command.ts';
import { main } from '../../app/cli/run.ts';

/**
 * House rule: a `Result` is read. Finds every expression statement whose value is a Result (or a promise
 * of one, awaited or not, with `void` or behind a condition) and drops it on the floor, and every arrow that
 * hands one to somebody who expects nothing; a failure that nobody looked at is a failure lost. What is left
 * unread on purpose says so: `unread(…)` of shared/result.
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
    const find = (expression: ts.Expression): void => {
      for (const part of dropped(expression)) {
        if (!isResult(checker.getTypeAtLocation(part))) continue;
        const { line } = source.getLineAndCharacterOfPosition(part.getStart());
        findings.push(`${relative(process.cwd(), source.fileName)}:${line + 1}: this Result is not read`);
      }
    };
    /** `() => save()` handed to somebody who expects nothing back. */
    const givesToNobody = (arrow: ts.ArrowFunction): boolean => {
      const wanted = checker.getContextualType(arrow)?.getCallSignatures() ?? [];
      const isVoid = (signature: ts.Signature): boolean =>
        (checker.getReturnTypeOfSignature(signature).flags & ts.TypeFlags.Void) !== 0;
      return wanted.length > 0 && wanted.every(isVoid);
    };
    const visit = (node: ts.Node): void => {
      if (ts.isExpressionStatement(node)) find(node.expression);
      if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && givesToNobody(node)) find(node.body);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return findings;
}

/** The calls whose value goes nowhere when this expression's does, whatever stands around them. */
function dropped(expression: ts.Expression): ts.Expression[] {
  if (ts.isCallExpression(expression)) return [expression];
  if (
    ts.isAwaitExpression(expression) ||
    ts.isParenthesizedExpression(expression) ||
    ts.isVoidExpression(expression)
  )
    return dropped(expression.expression);
  if (ts.isConditionalExpression(expression))
    return [...dropped(expression.whenTrue), ...dropped(expression.whenFalse)];
  if (ts.isBinaryExpression(expression) && DROPS_RIGHT.has(expression.operatorToken.kind))
    return dropped(expression.right);
  return [];
}

const DROPS_RIGHT = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.CommaToken,
]);

const run = command({
  effect: 'reads',
  args: {},
  options: {},
  examples: [''],
  async run(_, { error }) {
    const findings = unreadResults('tsconfig.json');
    for (const finding of findings) error(finding);
    return findings.length > 0 ? 1 : 0;
  },
});

export const unread: Program = {
  name: 'unread-results',
  typed: 'node tests/tools/unread-results.ts',
  about: 'Finds every Result that nobody reads.',
  load: async () => run,
};

if (import.meta.main) await main(unread);
