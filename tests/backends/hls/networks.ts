import { type FixedFormat, fixed, typeOf, ufixed } from "../../../src/fixed/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import {
  type ConstantTensor,
  convolution,
  dense,
  depthwiseConvolution,
  flatten,
  relu,
  samePadding,
  type WindowGeometry,
} from "../../../src/layers/index.js";
import { ascending, type FoldOrder, type ValueId } from "../../../src/ops/index.js";
import { type Random, random } from "../../support/random.js";
import { randomInputs, randomRaw } from "../../support/randomProgram.js";
import type { BatchCase } from "./batch.js";

/** Types of a layer: by default sums saturate, so that their order shows. */
export interface LayerTypes {
  readonly weights: FixedFormat;
  readonly accumulator: FixedFormat;
  readonly result: FixedFormat;
  readonly order: FoldOrder;
}

const usual: LayerTypes = {
  weights: fixed(5, 1),
  accumulator: fixed(11, 5, "RND", "SAT"),
  result: fixed(8, 4, "RND_CONV", "SAT"),
  order: ascending,
};

/** Where a window lies: strides and dilation for each axis, and whether zeros surround the image. */
export interface Geometry extends Omit<WindowGeometry, "padding"> {
  readonly same?: boolean;
}

/** Writes networks with random weights, each layer in a scope of its own. */
export class NetworkWriter {
  readonly builder: ProgramBuilder;
  private readonly random: Random;
  private count = 0;

  constructor(name: string, seed: number) {
    this.builder = new ProgramBuilder(name, { source: "test", fidelity: "native", notes: [] });
    this.random = random(seed, null);
  }

  input(name: string, shape: readonly number[], format: FixedFormat = fixed(8, 3)): ValueId {
    return this.builder.input(name, shape, format);
  }

  convolution(x: ValueId, filters: number, geometry: Geometry, types: Partial<LayerTypes> = {}): ValueId {
    const { weights, ...rest } = { ...usual, ...types };
    const channels = this.shape(x).at(-1)!;
    return this.layer("conv", () =>
      convolution(this.builder, x, {
        ...this.padded(x, geometry),
        ...rest,
        weights: this.constant([...geometry.size, channels, filters], weights),
        bias: this.constant([filters], weights),
      }),
    );
  }

  depthwise(x: ValueId, geometry: Geometry, biased: boolean): ValueId {
    const channels = this.shape(x).at(-1)!;
    return this.layer("depthwise", () =>
      depthwiseConvolution(this.builder, x, {
        ...this.padded(x, geometry),
        ...usual,
        weights: this.constant([...geometry.size, channels], usual.weights),
        bias: biased ? this.constant([channels], usual.weights) : null,
      }),
    );
  }

  dense(x: ValueId, outputs: number, types: Partial<LayerTypes> = {}): ValueId {
    const { weights, ...rest } = { ...usual, ...types };
    const inputs = this.shape(x).at(-1)!;
    return this.layer("dense", () =>
      dense(this.builder, x, {
        ...rest,
        weights: this.constant([inputs, outputs], weights),
        bias: this.constant([outputs], weights),
      }),
    );
  }

  relu(x: ValueId): ValueId {
    return this.layer("relu", () => relu(this.builder, x, { result: ufixed(7, 3, "RND", "SAT") }));
  }

  flatten(x: ValueId): ValueId {
    return this.layer("flatten", () => flatten(this.builder, x));
  }

  /** Writes under the next scope of a name: conv1, relu2, … */
  layer(name: string, write: (builder: ProgramBuilder) => ValueId): ValueId {
    this.count++;
    return this.builder.within(`${name}${this.count}`, () => write(this.builder));
  }

  padded(x: ValueId, { size, strides, dilation, same }: Geometry): WindowGeometry {
    const padding = size.map((extent, axis) =>
      same === true
        ? samePadding(this.shape(x)[axis]!, extent, strides?.[axis] ?? 1, dilation?.[axis] ?? 1)
        : ([0, 0] as const),
    );
    return { size, padding, ...(strides && { strides }), ...(dilation && { dilation }) };
  }

  shape(x: ValueId): readonly number[] {
    return this.builder.tensor(x).shape;
  }

  constant(shape: readonly number[], format: FixedFormat): ConstantTensor {
    const count = shape.reduce((product, extent) => product * extent, 1);
    const raw = Array.from({ length: count }, () => randomRaw(this.random, format));
    return { shape, type: typeOf(format), raw };
  }

  /** The network as a case, with random events. */
  finish(outputs: Readonly<Record<string, ValueId>>, events = 8): Omit<BatchCase, "label"> {
    for (const [name, value] of Object.entries(outputs)) this.builder.output(name, value);
    const program = this.builder.build();
    return { program, events: randomInputs(program, this.random, events) };
  }
}

/** A network as a case. */
export function networkCase(
  label: string,
  seed: number,
  write: (network: NetworkWriter) => Readonly<Record<string, ValueId>>,
  events?: number,
): BatchCase {
  const network = new NetworkWriter("net", seed);
  return { label: `${label}, seed ${seed}`, ...network.finish(write(network), events) };
}
