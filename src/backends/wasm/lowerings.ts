import { fractionOf, typeOf, unionType } from "../../fixed/index.js";
import { elementCount, type OpKind, type OpOf, zeroIndex } from "../../ops/index.js";
import type { KnownTensor } from "./analysis.js";
import type { Element, View } from "./graph.js";
import { boundsOf, fits, laneFor, widerLane } from "./lane.js";
import type { Lowering } from "./lower.js";
import {
  copied,
  lowerArithmetic,
  lowerCast,
  lowerCompare,
  lowerExtreme,
  lowerSelect,
  shifted,
} from "./lowerElementwise.js";
import { lowerContract, lowerReduce } from "./lowerSums.js";

/** How an op becomes nodes, given views of its operands and what is known of its result. */
type LoweringOf<K extends OpKind> = (
  lowering: Lowering,
  op: OpOf<K>,
  operands: readonly View[],
  tensor: KnownTensor,
) => View;

/** Every kind of op: what it becomes in the emulator. */
export const lowerings: { readonly [K in OpKind]: LoweringOf<K> } = {
  input(lowering, op, _operands, tensor) {
    const bounds = boundsOf(tensor);
    const count = elementCount(op.shape);
    const lane = laneFor(bounds) ?? 64;
    return lowering.addInput({ kind: "input", port: op.name, format: op.format, count, lane }, bounds);
  },
  constant: (lowering, op) => lowering.constantView(op.raw),
  cast: lowerCast,
  scale: (_lowering, _op, [x]) => x!,
  add: lowerArithmetic,
  sub: lowerArithmetic,
  mul: lowerArithmetic,
  max: lowerExtreme,
  min: lowerExtreme,
  compare: lowerCompare,
  select: lowerSelect,
  lookup(lowering, op, [x, table], tensor) {
    const bounds = boundsOf(tensor);
    const tableLane = lowering.lane(boundsOf(lowering.tensor(op.table)), "its table");
    // Addresses of 16 bits read tables of 16 bits in their own lanes; the rest goes by 32-bit addresses.
    const packed = tableLane === 16 && fits(x!.bounds, 16);
    return lowering.addElementwise(
      {
        kind: "elementwise",
        work: {
          kind: "lookup",
          table: table!.elements as readonly bigint[],
          tableLane: packed ? 16 : widerLane(tableLane, 32),
        },
        operands: [x!],
        count: x!.elements.length,
        lane: laneFor(bounds) ?? 64,
        workLane: packed ? 16 : 32,
        watched: false,
      },
      bounds,
    );
  },
  contract: lowerContract,
  reduce: lowerReduce,
  gather(lowering, op, [x], tensor) {
    const elements = op.indices.map((index): Element => (index === zeroIndex ? 0n : x!.elements[index]!));
    return lowering.elementsView(elements, x!.lane, boundsOf(tensor));
  },
  concat(lowering, op, operands, tensor) {
    const fraction = fractionOf(op.inputs.map((input) => typeOf(lowering.tensor(input).type)).reduce(unionType));
    const aligned = operands.map((view, which) =>
      shifted(lowering, view, fraction - fractionOf(lowering.tensor(op.inputs[which]!).type)),
    );
    const lane = aligned.map((view) => view.lane).reduce(widerLane);
    const widened = aligned.map((view) => copied(lowering, view, lane));
    const shapes = op.inputs.map((input) => lowering.tensor(input).shape);
    const outer = elementCount(shapes[0]!.slice(0, op.axis));
    const elements: Element[] = [];
    for (let index = 0; index < outer; index++) {
      widened.forEach((view, which) => {
        const block = elementCount(shapes[which]!.slice(op.axis));
        for (let element = 0; element < block; element++) elements.push(view.elements[index * block + element]!);
      });
    }
    return lowering.elementsView(elements, lane, boundsOf(tensor));
  },
};
