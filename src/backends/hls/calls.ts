import { unionType } from "../../fixed/index.js";
import { elementCount, type Op, type OpKind, type OpOf, type Relation, type ValueId } from "../../ops/index.js";
import type { TableStorage } from "../plan.js";
import { type AffineGather, affineGather } from "./affine.js";
import type { Argument, Call, Design, Parameter, Pragma } from "./design.js";
import { contractCall, reduceCall } from "./sums.js";
import { printPlain } from "./types.js";

/** Writes the calls of one op. */
type CallWriter<K extends OpKind> = (op: OpOf<K>, value: ValueId, design: Design) => readonly Call[];

const relations: { readonly [R in Relation]: string } = {
  "<": "less",
  "<=": "less_or_equal",
  ">": "greater",
  ">=": "greater_or_equal",
  "==": "equal",
  "!=": "not_equal",
};

/** Gathers of this many elements or fewer keep their indices as a table, which is easier to read than loops. */
const longestIndexTable = 8;

/** The calls of every kind of op. Inputs are arguments and constants are arrays: they need no call. */
const writers: { readonly [K in OpKind]: CallWriter<K> } = {
  input: () => [],
  constant: () => [],
  cast(op, value, design) {
    const x = design.operand(op.x);
    return [
      call(
        design,
        value,
        "cast",
        [x.argument],
        [
          { name: "length", number: x.length },
          { name: "x_type", type: x.element },
          { name: "source_type", type: design.sourceType(op.x, op.to) },
          { name: "result_type", type: design.typeName(value) },
        ],
      ),
    ];
  },
  scale: (op, value, design) => [moved(design, value, op.x, "scale")],
  add: (op, value, design) => [pairwise(design, value, "add", op)],
  sub: (op, value, design) => [pairwise(design, value, "sub", op)],
  mul: (op, value, design) => [pairwise(design, value, "mul", op)],
  max: (op, value, design) => [pairwise(design, value, "max", op)],
  min: (op, value, design) => [pairwise(design, value, "min", op)],
  compare(op, value, design) {
    const common = unionType(design.value(op.a).type, design.value(op.b).type);
    return [
      pairwise(design, value, "compare", op, [
        { name: "common_type", type: printPlain(common) },
        { name: "relation", type: `trigforge::${relations[op.relation]}` },
      ]),
    ];
  },
  select(op, value, design) {
    const condition = design.operand(op.condition);
    const written = pairwise(design, value, "select", op, [
      { name: "condition_stride", number: strideOf(design, op.condition) },
      { name: "condition_type", type: condition.element },
    ]);
    return [{ ...written, arguments: [condition.argument, ...written.arguments] }];
  },
  lookup(op, value, design) {
    const x = design.operand(op.x);
    const table = design.operand(op.table);
    const storage = storageOf(op.table, design);
    const constant = design.labels.value(op.table);
    return [
      call(
        design,
        value,
        "lookup",
        [x.argument, table.argument],
        [
          { name: "length", number: x.length },
          { name: "address_bits", number: design.value(op.x).type.width },
          { name: "x_type", type: x.element },
          { name: "table_type", type: table.element },
          { name: "result_type", type: design.typeName(value) },
        ],
        [{ kind: "table", constant, storage }],
      ),
    ];
  },
  contract: (op, value, design) => [contractCall(op, value, design)],
  reduce: (op, value, design) => [reduceCall(op, value, design)],
  gather(op, value, design) {
    const x = design.operand(op.x);
    if (op.indices.length === x.length && op.indices.every((index, element) => index === element)) {
      return [moved(design, value, op.x, "copy")];
    }
    const affine = affineGather(op.indices, op.shape, design.value(op.x).shape);
    if (affine !== null && op.indices.length > longestIndexTable) {
      return [
        call(
          design,
          value,
          "arrange",
          [x.argument],
          [
            { name: "x_length", number: x.length },
            { name: "length", number: op.indices.length },
            { name: "from", type: printSource(affine) },
            { name: "x_type", type: x.element },
            { name: "result_type", type: design.typeName(value) },
          ],
        ),
      ];
    }
    const indices = design.indices(value, op.indices);
    return [
      call(
        design,
        value,
        "gather",
        [x.argument, indices.argument],
        [
          { name: "x_length", number: x.length },
          { name: "length", number: indices.length },
          { name: "x_type", type: x.element },
          { name: "index_type", type: indices.element },
          { name: "result_type", type: design.typeName(value) },
        ],
      ),
    ];
  },
  concat(op, value, design) {
    const { shape } = design.value(value);
    const rows = elementCount(shape.slice(0, op.axis));
    const rowLength = elementCount(shape.slice(op.axis));
    let offset = 0;
    return op.inputs.map((input) => {
      const x = design.operand(input);
      const length = x.length / rows;
      const written = call(
        design,
        value,
        "concat",
        [x.argument],
        [
          { name: "rows", number: rows },
          { name: "length", number: length },
          { name: "row_length", number: rowLength },
          { name: "offset", number: offset },
          { name: "x_type", type: x.element },
          { name: "result_type", type: design.typeName(value) },
        ],
      );
      offset += length;
      return { ...written, structure: design.names.take(`${written.structure}_part`) };
    });
  },
};

/** The calls that compute a value, in order; none for an input or a constant. */
export function callsOf(value: ValueId, design: Design): readonly Call[] {
  const { op } = design.value(value);
  const calls = (writers[op.kind] as CallWriter<OpKind>)(op as Op as never, value, design);
  return calls.map((one) => ({ ...one, structure: design.structureOf(one) }));
}

/** The call of a kernel that computes a value. */
export function call(
  design: Design,
  value: ValueId,
  kernel: string,
  operands: readonly Argument[],
  parameters: readonly Parameter[],
  pragmas: readonly Pragma[] = [],
): Call {
  const structure = `${design.value(value).op.kind}_${design.labels.value(value)}`;
  return { value, kernel, header: kernelHeader(kernel), structure, parameters, arguments: operands, pragmas };
}

/** The file of a kernel. */
export function kernelHeader(kernel: string): string {
  if (kernel === "copy") return "gather";
  return kernel.startsWith("reduce_") ? "reduce" : kernel;
}

/** A call of a kernel that takes one operand as it is: `scale` or `copy`. */
function moved(design: Design, value: ValueId, operand: ValueId, kernel: string): Call {
  const x = design.operand(operand);
  return call(
    design,
    value,
    kernel,
    [x.argument],
    [
      { name: "length", number: x.length },
      { name: "x_type", type: x.element },
      { name: "result_type", type: design.typeName(value) },
    ],
  );
}

/** A call of a kernel that takes two operands element by element. */
function pairwise(
  design: Design,
  value: ValueId,
  kernel: string,
  op: { readonly a: ValueId; readonly b: ValueId },
  further: readonly Parameter[] = [],
): Call {
  const a = design.operand(op.a);
  const b = design.operand(op.b);
  return call(
    design,
    value,
    kernel,
    [a.argument, b.argument],
    [
      { name: "length", number: design.length(value) },
      { name: "a_stride", number: strideOf(design, op.a) },
      { name: "b_stride", number: strideOf(design, op.b) },
      { name: "a_type", type: a.element },
      { name: "b_type", type: b.element },
      ...further,
      { name: "result_type", type: design.typeName(value) },
    ],
  );
}

/** Where a table is kept: it has one place, block memory when the scope of some reader wants that. */
function storageOf(table: ValueId, design: Design): TableStorage {
  const wishes = design.usage.readers(table).map((reader) => design.scopePlan(reader).tableStorage);
  return wishes.includes("bram") ? "bram" : "lut";
}

/** 0 for an operand whose single element serves every element, else 1. */
function strideOf(design: Design, operand: ValueId): number {
  return design.length(operand) === 1 ? 0 : 1;
}

/** The loops of a gather as a C++ type (firmware/hls/arrange.h). */
function printSource({ loops, axes }: AffineGather): string {
  const printed = axes.map(({ extent, offset, steps }) => `trigforge::axis<${[extent, offset, ...steps].join(", ")}>`);
  return `trigforge::source<${[`trigforge::loops<${loops.join(", ")}>`, ...printed].join(", ")} >`;
}
