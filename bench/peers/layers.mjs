// A dense network as peers understand it, read back from its program.

const rounding = (to) => (to.rounding === "TRN" ? "TRN" : "RND");
const overflow = (to) => (to.overflow === "WRAP" ? "WRAP" : "SAT");

/**
 * The layers of a program that is one input, dense layers with an optional ReLU, and casts; undefined for anything else.
 * Real weights, and formats as k, i, f (sign, integer bits without it, fraction bits). Rounding half to even becomes half
 * up and accumulators become exact, which changes values and not the time.
 */
export function layersOf(program, fixed) {
  const { values, outputs } = program;
  const kif = (type) => [type.signed ? 1 : 0, type.integer - (type.signed ? 1 : 0), fixed.fractionOf(type)];
  const reals = (id) => {
    const { op, type } = values[id];
    return op.raw.map((raw) => Number(raw) * 2 ** -fixed.fractionOf(type));
  };
  const target = (to) => [...kif(to), overflow(to), rounding(to)];
  const layers = [];
  let input;
  let cast = null;
  for (const { op, shape, type } of values) {
    if (op.kind === "constant") continue;
    const last = layers[layers.length - 1];
    if (op.kind === "input" && input === undefined && shape.length === 1) input = [shape[0], ...kif(type)];
    else if (op.kind === "contract" && op.batchAxes === 0 && shape.length === 1) {
      const [inputs, columns] = values[op.weights].shape;
      const flat = reals(op.weights);
      const weights = Array.from({ length: inputs }, (_unused, row) => flat.slice(row * columns, (row + 1) * columns));
      const bias = op.bias === null ? new Array(columns).fill(0) : reals(op.bias);
      layers.push({ weights, bias, relu: false, result: target(op.accumulator) });
    } else if (op.kind === "max" && last !== undefined) last.relu = true;
    else if (op.kind === "cast" && last !== undefined) {
      last.relu ||= !op.to.signed;
      last.result = target(op.to);
    } else if (op.kind === "cast" && layers.length === 0) cast = target(op.to);
    else if (op.kind === "sub" && outputs.length === 1) continue;
    else return undefined;
  }
  return input === undefined || layers.length === 0 ? undefined : { input, cast, layers };
}
