import { formatYuan } from '../../money/fen.ts';
import type { Derivation } from './derivation.ts';

/** 计算说明: a derivation as lines of text; nothing else is needed to work the amount out again. */
export function slipOf(derivation: Derivation): readonly string[] {
  const { of, rule, fen, inputs, steps, citation, quote, effective, pack, confidence } = derivation;
  return [
    `${of}: ${formatYuan(fen)}`,
    `  rule ${rule}, ${pack}, from ${effective}${confidence === 'unverified' ? ' (unverified)' : ''}`,
    `  ${citation}${quote === undefined ? '' : `: ${quote}`}`,
    ...inputs.map(({ name, value }) => `  ${name}: ${value}`),
    ...steps.map((step) => `    ${step}`),
  ];
}
