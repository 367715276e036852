// A network as peers build it for themselves, read back from its program.

/** Rounding and overflow of a format, and its bits. */
const target = ({ signed, width, integer, rounding = "TRN", overflow = "WRAP" }) => ({
  signed,
  width,
  integer,
  rounding,
  overflow,
});

/**
 * What a peer needs to build the same network: the input's name, shape and format, the cast behind it (or null), and
 * layers in order, each with real weights and the formats of weights, sums and result. `shape` lists the layers that are
 * not dense (the benchmark knows them of the networks that it generates): `{ kind: "convolution", size, stride }`,
 * `"pointwise"`, `"flatten"`, `"sum"` over the first axis, `{ kind: "lstm", units }`, `{ kind: "minus", layer }` (less the
 * result of an earlier layer), `"dense"`.
 */
export function describe(program, shape, fixed) {
  const { values } = program;
  const reals = (id) => {
    const { op, type } = values[id];
    const unit = 2 ** -fixed.fractionOf(type);
    return op.raw.map((raw) => Number(raw) * unit);
  };
  const parameters = (id) => ({ values: reals(id), shape: values[id].shape, type: target(values[id].type) });
  const inputId = values.findIndex(({ op }) => op.kind === "input");
  const seen = new Map();
  values.forEach(({ op }, id) => {
    if (op.kind !== "contract" || seen.has(op.weights)) return;
    seen.set(op.weights, {
      weights: parameters(op.weights),
      bias: op.bias === null ? null : parameters(op.bias),
      accumulator: target(op.accumulator),
      ...ending(values, id),
    });
  });
  const contracts = [...seen.values()];
  const layers = (shape ?? contracts.map(() => "dense")).map((entry) => {
    const layer = typeof entry === "string" ? { kind: entry } : entry;
    if (layer.kind === "flatten" || layer.kind === "minus") return layer;
    if (layer.kind === "sum") return { ...layer, ...sumOf(values) };
    if (layer.kind !== "lstm") return { ...layer, ...contracts.shift() };
    const [input, recurrent] = contracts.splice(0, 2);
    return { ...layer, ...input, recurrent: recurrent.weights, result: input.accumulator, relu: false };
  });
  return {
    input: { name: values[inputId].op.name, shape: values[inputId].shape, type: target(values[inputId].type) },
    cast: castBefore(values),
    layers,
  };
}

/** What follows a sum of products: a ReLU, and the cast to the layer's result. */
function ending(values, sums) {
  const reader = (id, kind) => values.findIndex(({ op }) => op.kind === kind && (op.x === id || op.a === id));
  const clipped = reader(sums, "max");
  const cast = reader(clipped < 0 ? sums : clipped, "cast");
  const result = cast < 0 ? values[sums].op.accumulator : values[cast].op.to;
  return { relu: clipped >= 0 || (cast >= 0 && !result.signed), result: target(result) };
}

function sumOf(values) {
  const sum = values.findIndex(({ op }) => op.kind === "reduce");
  const cast = values.findIndex(({ op }) => op.kind === "cast" && op.x === sum);
  return { accumulator: target(values[sum].op.reduction.accumulator), result: target(values[cast].op.to) };
}

/** The last cast before the first sum of products, where one stands directly before it. */
function castBefore(values) {
  const first = values.find(({ op }) => op.kind === "contract");
  const { op } = values[first.op.x];
  return op.kind === "cast" ? target(op.to) : null;
}
