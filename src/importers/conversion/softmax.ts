import { fail } from "../../errors/index.js";
import { type FixedFormat, fixed } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { normalisedFormat, softmax } from "../../layers/index.js";
import type { ValueId } from "../../ops/index.js";
import { type GraphNode, wholeAttribute } from "./graph.js";
import { formatOfPrecision } from "./precision.js";

const implementations = ["stable", "latency", "legacy", "argmax"] as const;

/**
 * Writes a softmax with the implementation, table sizes and types that hls4ml's template gives it.
 *
 * Source of the semantics: hls4ml backends/vivado/passes/core_templates.py, SoftmaxConfigTemplate.
 */
export function emitSoftmax(
  builder: ProgramBuilder,
  node: GraphNode,
  x: ValueId,
  input: FixedFormat,
  result: FixedFormat,
): ValueId {
  const tableSize = wholeAttribute(node, "table_size", 1024);
  const inverseTableSize = wholeAttribute(node, "inv_table_size", tableSize);
  const expTableSize = wholeAttribute(node, "exp_table_size", tableSize);
  const type = (name: string): FixedFormat => formatOfPrecision(node.types.get(name)!, `${node.where}: ${name}`);
  const scale = node.attributes.get("exp_scale") ?? 1;
  if (typeof scale !== "number") fail("TF-KERAS-008", { where: `${node.name}.exp_scale`, what: "it is not a number" });
  const tables = {
    expTableSize,
    expTable: type("exp_table"),
    inverseTableSize,
    inverseTable: type("inv_table"),
    accumulator: type("accum"),
    inverseInput: type("inv_inp"),
    exponentScale: Math.fround(scale as number),
  };
  switch (implementationOf(node)) {
    case "argmax":
      return softmax(builder, x, { implementation: "argmax", result });
    case "legacy":
      // The template writes no table_t, so the kernel takes that of its base, whatever the configuration says.
      return softmax(builder, x, {
        implementation: "legacy",
        expTableSize,
        inverseTableSize,
        table: fixed(18, 8),
        result,
      });
    case "latency":
      return softmax(builder, x, { implementation: "latency", ...tables, result });
    case "stable": {
      const given = node.types.get("inp_norm");
      if (given !== undefined) {
        const inputNormalised = formatOfPrecision(given, node.where);
        return softmax(builder, x, { implementation: "stable", ...tables, inputNormalised, result });
      }
      // For a signed input the table of e^x takes the size of the other one, at most one entry a magnitude.
      const size = input.signed ? Math.min(inverseTableSize, 2 ** (input.width - 1)) : expTableSize;
      const inputNormalised = normalisedFormat(input);
      return softmax(builder, x, { implementation: "stable", ...tables, expTableSize: size, inputNormalised, result });
    }
  }
}

function implementationOf(node: GraphNode): (typeof implementations)[number] {
  const value = node.attributes.get("implementation") ?? "stable";
  const known = implementations.find((name) => name === value);
  return (
    known ??
    fail("TF-KERAS-008", {
      where: `${node.name}.Implementation`,
      what: `it is ${JSON.stringify(value)}`,
      expected: implementations.join(", "),
    })
  );
}
