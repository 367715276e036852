import {
  cropping,
  linear,
  resizeNearest,
  transpose as transposeLayer,
  upSampling,
  zeroPadding,
} from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import { type CallContext, expectPacks, type Kernel, type Signature } from "./kernel.js";

const signatures: readonly Signature[] = [{ templates: ["data", "result", "config"], operands: ["data", "result"] }];

/** nnet's paddings, croppings and resizings of arrays, channels last. */
export const reshapings = {
  zeropad1d_cl: { signatures, uses: ["zeropad1d_cl"], write: (call) => pad(call, 1) },
  zeropad2d_cl: { signatures, uses: ["zeropad2d_cl"], write: (call) => pad(call, 2) },
  cropping1d_cl: { signatures, uses: ["cropping1d_cl"], write: (call) => crop(call, 1) },
  cropping2d_cl: { signatures, uses: ["cropping2d_cl"], write: (call) => crop(call, 2) },
  resize_nearest: { signatures: [resizeSignature()], uses: ["resize_nearest"], write: (call) => resize(call, false) },
  transpose: { signatures, uses: ["transpose", "transfer_idx"], write: transpose },
} as const satisfies Readonly<Record<string, Kernel>>;

/** The same on streams. */
export const streamReshapings = {
  zeropad1d_cl: {
    signatures,
    uses: ["nnet_padding_stream.h:zeropad1d_cl", "fill_zero", "fill_data"],
    write: (call) => pad(call, 1),
  },
  zeropad2d_cl: {
    signatures,
    uses: ["nnet_padding_stream.h:zeropad2d_cl", "fill_zero", "fill_data"],
    write: (call) => pad(call, 2),
  },
  cropping1d_cl: {
    signatures,
    uses: ["nnet_cropping_stream.h:cropping1d_cl", "fill_data"],
    write: (call) => crop(call, 1),
  },
  cropping2d_cl: {
    signatures,
    uses: ["nnet_cropping_stream.h:cropping2d_cl", "fill_data"],
    write: (call) => crop(call, 2),
  },
  resize_nearest: {
    signatures: [resizeSignature()],
    uses: ["nnet_image_stream.h:resize_nearest"],
    write: (call) => resize(call, true),
  },
  transpose: {
    signatures,
    uses: ["nnet_transpose_stream.h:transpose", "transfer_idx"],
    write: transpose,
  },
} as const satisfies Readonly<Record<string, Kernel>>;

function resizeSignature(): Signature {
  return { templates: ["data", "config"], operands: ["data", "result"] };
}

interface Edges {
  readonly x: ValueId;
  readonly edges: readonly (readonly [number, number])[];
  readonly outputs: readonly number[];
}

function edgesOf(call: CallContext, rank: 1 | 2, prefix: "pad" | "crop"): Edges {
  const { config } = call;
  const axes = rank === 1 ? ["width"] : ["height", "width"];
  const extents = axes.map((axis) => config.count(`in_${axis}`));
  const sides =
    rank === 1
      ? [["left", "right"]]
      : [
          ["top", "bottom"],
          ["left", "right"],
        ];
  const channels = config.count("n_chan");
  const count = extents.reduce((product, extent) => product * extent, channels);
  if (count < 1) config.bad("n_chan", "and the extents leave nothing");
  if (call.isStream) expectPacks(call, channels, channels);
  return {
    x: call.builder.reshape(call.data("data", count).value, [...extents, channels]),
    edges: sides.map(
      ([before, after]) => [config.count(`${prefix}_${before}`), config.count(`${prefix}_${after}`)] as const,
    ),
    outputs: axes.map((axis) => config.count(`out_${axis}`)),
  };
}

function finish(call: CallContext, value: ValueId, outputs: readonly number[]): ValueId {
  const spatial = call.builder.tensor(value).shape.slice(0, -1);
  if (spatial.join() !== outputs.join()) call.mismatch(`the result has extents [${outputs}]`, `[${spatial}]`);
  return linear(call.builder, value, { result: call.result });
}

function pad(call: CallContext, rank: 1 | 2): ValueId {
  const { x, edges, outputs } = edgesOf(call, rank, "pad");
  return finish(call, zeroPadding(call.builder, x, { edges }), outputs);
}

/** On arrays the kernel drops what lies behind `out`, on streams the edges that the configuration names: they must agree. */
function crop(call: CallContext, rank: 1 | 2): ValueId {
  const { x, edges, outputs } = edgesOf(call, rank, "crop");
  return finish(call, cropping(call.builder, x, { edges }), outputs);
}

function resize(call: CallContext, streamed: boolean): ValueId {
  const { config, builder } = call;
  const from = [config.count("height"), config.count("width")];
  const to = [config.count("new_height"), config.count("new_width")];
  const channels = config.count("n_chan");
  const count = from.reduce((product, extent) => product * extent, channels);
  if (count < 1) config.bad("n_chan", "and the extents leave nothing");
  if (streamed) expectPacks(call, channels, channels);
  const x = builder.reshape(call.data("data", count).value, [...from, channels]);
  if (!streamed) return linear(builder, resizeNearest(builder, x, to), { result: call.result });
  const factors = to.map((extent, axis) => extent / from[axis]!);
  if (!factors.every(Number.isInteger)) call.inexact("a resizing of streams by a fraction, where its kernel stops");
  return linear(builder, upSampling(builder, x, factors), { result: call.result });
}

function transpose(call: CallContext): ValueId {
  const { config, builder } = call;
  const rank = config.count("dims");
  if (rank < 1 || rank > 8) config.bad("dims", `is ${rank}`, "1 to 8");
  const from = config.numbers("from_shape", rank);
  const permutation = config.numbers("perm", rank);
  const to = config.numbers("to_shape", rank);
  const strides = config.numbers("perm_strides", rank);
  const count = from.reduce((product, extent) => product * extent, 1);
  if (!(count >= 1 && count <= 2 ** 20)) config.bad("from_shape", `has ${count} elements`, "1 to 1048576");
  const x = builder.reshape(call.data("data", count).value, from);
  const agrees = permutation.every((axis, index) => {
    const stride = from.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    return to[index] === from[axis] && strides[index] === stride;
  });
  if (!agrees || config.count("N") !== count) config.bad("perm", "does not agree with the shapes and strides");
  // On streams of two axes the kernel transposes whatever the permutation, as many elements at once as a column has.
  if (call.isStream && rank === 2 && (permutation[0] !== 1 || call.resultPack !== from[0])) {
    call.inexact("a transposition of streams of two axes that is none");
  }
  return linear(builder, transposeLayer(builder, x, permutation), { result: call.result });
}
