import { activations } from "./activations.js";
import { denseOfStreams } from "./arithmetic.js";
import { streamConvolutions } from "./convolution.js";
import { streamDepthwiseConvolutions } from "./depthwise.js";
import type { CallContext, Kernel } from "./kernel.js";
import { concatenations, merges } from "./merges.js";
import { normalize, normalizeBinaryTanh, normalizeTernaryTanh } from "./normalize.js";
import { streamPoolings } from "./pooling.js";
import { streamReshapings } from "./reshaping.js";
import { streamSeparableConvolutions } from "./separable.js";
import { softmaxStream } from "./softmax.js";
import { seluStream, ternaryTanhStream } from "./streamActivations.js";
import { broadcastStream, cloneStream, repackStream } from "./streamCopies.js";
import { streamSequences } from "./streamSequences.js";

/**
 * A kernel that computes on streams what it computes on arrays, array by array of equal size.
 *
 * @param header the header of nnet that defines it for streams
 */
function likewise(header: string, name: string, kernel: Kernel): Kernel {
  return {
    signatures: kernel.signatures,
    uses: [`${header}:${name}`, ...kernel.uses.slice(1)],
    write(call) {
      const [own, onArrays] = [call.variant(`${header}:${name}`), call.variant(name)];
      if (own !== onArrays && own !== "current") {
        call.inexact(`the project's ${name} of streams is of another release than that of arrays`);
      }
      expectEqualPacks(call);
      return kernel.write(call);
    },
  };
}

/** Operands and result of an elementwise kernel come in arrays of one size; otherwise it reads what is not there. */
function expectEqualPacks(call: CallContext): void {
  for (const role of ["data", "first", "second"]) {
    if (!call.hasOperand(role)) continue;
    const { pack } = call.carrier(role);
    if (pack === call.resultPack) continue;
    call.inexact(`a stream of arrays of ${pack} becomes one of arrays of ${call.resultPack}`);
  }
}

function all(header: string, kernels: Readonly<Record<string, Kernel>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, likewise(header, name, kernels[name]!)]));
}

/** A concatenation: arrays of the last extents, so that it joins what it says. */
function joined(name: string, rank: number, kernel: Kernel): Kernel {
  const header = "nnet_merge_stream.h";
  return {
    signatures: kernel.signatures,
    uses: [`${header}:${name}`, ...kernel.uses.slice(1).map((use) => `${header}:${use}`)],
    write(call) {
      const { config } = call;
      const last = (which: string): number => config.count(`n_elem${which}_${rank - 1}`);
      const packs = [call.carrier("first").pack, call.carrier("second").pack];
      if (packs[0] !== last("1") || packs[1] !== last("2")) {
        call.inexact(
          `streams of arrays of ${packs.join(" and ")} are joined as arrays of ${last("1")} and ${last("2")}`,
        );
      }
      return kernel.write(call);
    },
  };
}

/** Every kernel of nnet on streams that Trigforge translates, by name. */
export const streamKernels: Readonly<Record<string, Kernel>> = {
  dense: denseOfStreams,
  ...streamSequences,
  ...streamConvolutions,
  ...streamDepthwiseConvolutions,
  ...streamSeparableConvolutions,
  ...streamPoolings,
  ...streamReshapings,
  ...all("nnet_batchnorm_stream.h", { normalize, normalize_binary_tanh: normalizeBinaryTanh }, [
    "normalize",
    "normalize_binary_tanh",
  ]),
  ...all("nnet_batchnorm_stream.h", { normalize_ternary_tanh: normalizeTernaryTanh }, ["normalize_ternary_tanh"]),
  ...all("nnet_activation_stream.h", activations, [
    "linear",
    "relu",
    "leaky_relu",
    "thresholded_relu",
    "prelu",
    "elu",
    "sigmoid",
    "tanh",
    "softplus",
    "softsign",
    "hard_sigmoid",
    "hard_tanh",
    "binary_tanh",
  ]),
  selu: seluStream,
  ternary_tanh: ternaryTanhStream,
  softmax: softmaxStream,
  ...all("nnet_merge_stream.h", merges, ["add", "subtract", "multiply", "average", "maximum", "minimum"]),
  concatenate1d: joined("concatenate1d", 1, concatenations.concatenate1d),
  concatenate2d: joined("concatenate2d", 2, concatenations.concatenate2d),
  concatenate3d: joined("concatenate3d", 3, concatenations.concatenate3d),
  clone_stream: cloneStream,
  repack_stream: repackStream,
  broadcast_stream: broadcastStream,
};
