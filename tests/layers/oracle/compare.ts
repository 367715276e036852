import { evaluate } from "../../../src/backends/reference/index.js";
import { elementCount } from "../../../src/ops/index.js";
import { type KernelCase, layerProgram } from "./kernelCase.js";

/**
 * Evaluates a case's layer on events and compares it with what the kernel gave.
 *
 * @param expected the kernel's raw integers, event after event
 * @returns one sentence for each element that differs
 */
export function compareCase(
  item: KernelCase,
  events: readonly (readonly (readonly bigint[])[])[],
  expected: readonly bigint[],
): string[] {
  const program = layerProgram(item);
  const count = elementCount(item.output.shape);
  if (expected.length !== events.length * count) return [`${expected.length} results for ${events.length} events`];
  return events.flatMap((inputs, event) => {
    const ports = Object.fromEntries(inputs.map((raw, port) => [port === 0 ? "x" : `x${port + 1}`, raw]));
    const found = evaluate(program, ports).y!;
    if (found.length !== count) return [`the layer gives ${found.length} elements, the kernel ${count}`];
    return found.flatMap((raw, element) => {
      const kernel = expected[event * count + element]!;
      if (raw === kernel) return [];
      return [`event ${event} element ${element}: kernel ${kernel}, ours ${raw}; inputs ${inputs.join(" | ")}`];
    });
  });
}

/** A line for a report when a case differs, none when it agrees. */
export function summary(item: KernelCase, differences: readonly string[]): string[] {
  if (differences.length === 0) return [];
  return [`${item.name}: ${differences.length} differ\n    ${differences.slice(0, 2).join("\n    ")}`];
}
