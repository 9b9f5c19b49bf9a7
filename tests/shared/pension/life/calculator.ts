import { Decimal } from 'decimal.js';

/**
 * A pocket calculator that reads the steps of a derivation as a person would: `+ − × ÷`, brackets,
 * `floor(…)` to whole fen and `min(a, b)`. Knows nothing of the scheme.
 */
const Big = Decimal.clone({ precision: 60 });

/** Works a step out anew. `exact`: the result stands behind `=`; otherwise behind `≈`, rounded half-up. */
export function followStep(step: string): { readonly worked: string; readonly written: string } {
  const match = /^(.*) ([=≈]) (\S+)$/.exec(step);
  if (match === null) throw new Error(`no step: ${step}`);
  const [, expression = '', sign = '', written = ''] = match;
  const value = evaluate(expression);
  const worked =
    sign === '='
      ? value.toFixed(Math.max(2, value.decimalPlaces()))
      : value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(2);
  return { worked, written };
}

function evaluate(text: string): Decimal {
  const tokens = text.match(/\d+(\.\d+)?|[+−×÷(),]|-\d+(\.\d+)?|floor|min/g) ?? [];
  let next = 0;
  const take = (wanted?: string): string => {
    const token = tokens[next];
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`${wanted ?? 'more'} expected in: ${text}`);
    next += 1;
    return token;
  };
  const sum = (): Decimal => {
    let value = product();
    while (tokens[next] === '+' || tokens[next] === '−')
      value = take() === '+' ? value.plus(product()) : value.minus(product());
    return value;
  };
  const product = (): Decimal => {
    let value = factor();
    while (tokens[next] === '×' || tokens[next] === '÷')
      value = take() === '×' ? value.times(factor()) : value.div(factor());
    return value;
  };
  const factor = (): Decimal => {
    const token = take();
    if (token === '(') {
      const value = sum();
      take(')');
      return value;
    }
    if (token === 'floor') {
      take('(');
      const value = sum().toDecimalPlaces(2, Decimal.ROUND_DOWN);
      take(')');
      return value;
    }
    if (token === 'min') {
      take('(');
      const one = sum();
      take(',');
      const other = sum();
      take(')');
      return Decimal.min(one, other);
    }
    return new Big(token);
  };
  const value = sum();
  if (next !== tokens.length) throw new Error(`something is left over in: ${text}`);
  return value;
}
