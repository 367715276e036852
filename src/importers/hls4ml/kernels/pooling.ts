import { averagePooling, globalAveragePooling, globalMaxPooling, linear, maxPooling } from "../../../layers/index.js";
import { balancedTree, type ValueId } from "../../../ops/index.js";
import { type AverageManner, averageManner, checkRescaling, refuseUnsignedDivision, truncating } from "./averages.js";
import { type CallContext, expectPacks, type Kernel, type Signature } from "./kernel.js";

const signatures: readonly Signature[] = [{ templates: ["data", "result", "config"], operands: ["data", "result"] }];

/** nnet's poolings of arrays, channels last. */
export const poolings = {
  pooling1d_cl: { signatures, uses: ["pooling1d_cl"], write: (call) => pool(call, 1) },
  pooling2d_cl: { signatures, uses: ["pooling2d_cl"], write: (call) => pool(call, 2) },
  global_pooling1d_cl: { signatures, uses: ["global_pooling1d_cl"], write: (call) => globalPool(call, 1) },
  global_pooling2d_cl: { signatures, uses: ["global_pooling2d_cl"], write: (call) => globalPool(call, 2) },
} as const satisfies Readonly<Record<string, Kernel>>;

const stream = (name: string): string => `nnet_pooling_stream.h:${name}`;

/** nnet's poolings of streams: each element is assigned to the accumulator, and windows are combined in a balanced tree. */
export const streamPoolings = {
  pooling1d_cl: {
    signatures,
    uses: ["pooling1d_cl", "pooling1d_buffer_cl", "compute_pool_buffer_1d", "reduce_pool"].map(stream),
    write: (call) => streamedPool(call, 1),
  },
  pooling2d_cl: {
    signatures,
    uses: ["pooling2d_cl", "pooling2d_buffer_cl", "compute_pool_buffer_2d", "reduce_pool"].map(stream),
    write: (call) => streamedPool(call, 2),
  },
  global_pooling1d_cl: {
    signatures,
    uses: ["global_pooling1d_cl", "compute_global_pool", "reduce_global_pool"].map(stream),
    write: (call) => streamedGlobalPool(call, 1),
  },
  global_pooling2d_cl: {
    signatures,
    uses: ["global_pooling2d_cl", "compute_global_pool", "reduce_global_pool"].map(stream),
    write: (call) => streamedGlobalPool(call, 2),
  },
} as const satisfies Readonly<Record<string, Kernel>>;

/** What a pooling's configuration says. */
interface PoolingShape {
  readonly extents: readonly number[];
  readonly channels: number;
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly outputs: readonly number[];
  readonly countPadding: boolean;
}

function poolingShape({ config }: CallContext, rank: 1 | 2): PoolingShape {
  const axes = rank === 1 ? ["width"] : ["height", "width"];
  const each = (prefix: string): number[] => axes.map((axis) => config.count(`${prefix}_${axis}`));
  const edges =
    rank === 1
      ? [["pad_left", "pad_right"]]
      : [
          ["pad_top", "pad_bottom"],
          ["pad_left", "pad_right"],
        ];
  return {
    extents: rank === 1 ? [config.count("n_in")] : each("in"),
    channels: config.count("n_filt"),
    size: each("pool"),
    strides: each("stride"),
    padding: edges.map(([before, after]) => [config.count(before!, 0), config.count(after!, 0)] as const),
    outputs: rank === 1 ? [config.count("n_out")] : each("out"),
    countPadding: config.count("count_pad", 0) !== 0,
  };
}

/** The operation, by the last part of `nnet::Max` or `nnet::Average`. */
function isAverage(call: CallContext): boolean {
  const operation = call.config.symbol("pool_op", "Max");
  if (operation === "Max" || operation === "Average") return operation === "Average";
  return call.unknown(`the pooling operation ${operation} is not known`);
}

function tensorOf(call: CallContext, extents: readonly number[], channels: number): ValueId {
  const count = extents.reduce((product, extent) => product * extent, channels);
  if (count < 1) call.config.bad("n_filt", `and the extents [${extents}] leave nothing`);
  return call.builder.reshape(call.data("data", count).value, [...extents, channels]);
}

function expectOutputs(call: CallContext, value: ValueId, outputs: readonly number[]): ValueId {
  const spatial = call.builder.tensor(value).shape.slice(0, -1);
  if (spatial.join() !== outputs.join())
    call.mismatch(`the result has extents [${outputs}]`, `[${spatial}], by the window`);
  return value;
}

function pool(call: CallContext, rank: 1 | 2): ValueId {
  const { builder, result } = call;
  const shape = poolingShape(call, rank);
  const x = tensorOf(call, shape.extents, shape.channels);
  const average = isAverage(call);
  const variant = call.variant(`pooling${rank}d_cl`);
  if (variant !== "current" && shape.size.join() !== shape.strides.join()) {
    call.inexact("the project's pooling takes as many elements as it steps on, and its window has another size");
  }
  const isPadded = shape.padding.flat().some((edge) => edge !== 0);
  if (variant === "rescaled" && isPadded) call.inexact("the project's pooling divides twice where there is padding");
  call.variant("pad_val");
  if (!average) {
    const accumulator = maximumAccumulator(call);
    return expectOutputs(
      call,
      maxPooling(builder, x, { ...shape, padded: "topBit", accumulator, result }),
      shape.outputs,
    );
  }
  const { format } = call.data();
  const count = shape.size.reduce((product, extent) => product * extent, 1);
  const manner = averageManner(call, format, count);
  if (variant === "rescaled") checkRescaling(call, format, shape.size);
  return expectOutputs(call, finish(call, manner, averagePooling(builder, x, { ...shape, ...manner })), shape.outputs);
}

function globalPool(call: CallContext, rank: 1 | 2): ValueId {
  const { builder, config, result } = call;
  const extents = rank === 1 ? [config.count("n_in")] : [config.count("in_height"), config.count("in_width")];
  const x = tensorOf(call, extents, config.count("n_filt"));
  if (!isAverage(call)) return globalMaxPooling(builder, x, { accumulator: maximumAccumulator(call), result });
  const count = extents.reduce((product, extent) => product * extent, 1);
  const manner = averageManner(call, call.data().format, count);
  return finish(call, manner, globalAveragePooling(builder, x, manner));
}

/** The maximum passes through the accumulator's type from hls4ml 1.0 on. */
function maximumAccumulator(call: CallContext) {
  call.variant("pool_op");
  return call.variant("max") === "current" ? call.config.format("accum_t") : null;
}

/** Assigns an average to the result. */
function finish({ builder, result }: CallContext, _manner: AverageManner, value: ValueId): ValueId {
  return linear(builder, value, { result });
}

function streamedPool(call: CallContext, rank: 1 | 2): ValueId {
  const { builder, config, result } = call;
  const shape = poolingShape(call, rank);
  checkStreamed(call, shape, rank);
  expectPacks(call, shape.channels, shape.channels);
  if (shape.padding.flat().some((edge) => edge !== 0))
    call.inexact("a pooling of streams has padding, where its kernel stops");
  if (rank === 2 && shape.size.join() !== shape.strides.join()) {
    call.inexact("a two-dimensional pooling of streams has overlapping windows, where its kernel stops");
  }
  const x = tensorOf(call, shape.extents, shape.channels);
  const accumulator = config.format("accum_t");
  const average = isAverage(call);
  for (const name of ["reduce", average ? "Op_add" : "Op_max"]) call.variant(name);
  if (average) {
    const averaged = averagePooling(builder, x, {
      ...shape,
      accumulator,
      order: balancedTree,
      quotient: truncating(accumulator),
      result,
    });
    return expectOutputs(call, averaged, shape.outputs);
  }
  const assigned = builder.cast(x, accumulator);
  return expectOutputs(call, maxPooling(builder, assigned, { ...shape, accumulator: null, result }), shape.outputs);
}

function streamedGlobalPool(call: CallContext, rank: 1 | 2): ValueId {
  const { builder, config, result } = call;
  const extents = rank === 1 ? [config.count("n_in")] : [config.count("in_height"), config.count("in_width")];
  const channels = config.count("n_filt");
  expectPacks(call, channels, channels);
  const x = tensorOf(call, extents, channels);
  const accumulator = config.format("accum_t");
  const average = isAverage(call);
  for (const name of ["reduce", average ? "Op_add" : "Op_max"]) call.variant(name);
  const assigned = builder.cast(x, accumulator);
  if (!average) return globalMaxPooling(builder, assigned, { accumulator: null, result });
  refuseUnsignedDivision(call, accumulator);
  return globalAveragePooling(builder, assigned, { accumulator, result });
}

/** Encoded instructions combine the same windows as line buffers where windows do not overlap and nothing lies between. */
function checkStreamed(call: CallContext, shape: PoolingShape, rank: 1 | 2): void {
  const implementation = call.config.symbol("implementation", "linebuffer");
  if (implementation === "linebuffer") return;
  if (implementation !== "encoded")
    call.unknown(`the implementation ${implementation} of a pooling of streams is not known`);
  for (const name of ["init_pool_table", `compute_pool_encoded_${rank}d`, `pooling${rank}d_encoded_cl`])
    call.variant(name);
  if (shape.size.join() !== shape.strides.join()) {
    call.inexact("a pooling of streams by encoded instructions has a window of another size than its steps");
  }
}
