import { fail } from "../../errors/index.js";
import type { Port } from "./port.js";
import type { RawArray } from "./reals.js";

/**
 * The arrays that a caller has for the outputs, in the order of the ports.
 *
 * @param shared whether they have to lie in shared memory
 * @throws TrigforgeError TF-WASM-005 when an array does not fit its port and the events, or has to be shared and is not
 */
export function outputArrays(
  name: string,
  ports: readonly Port[],
  events: number,
  outputs: Readonly<Record<string, RawArray>>,
  shared = false,
): RawArray[] {
  return ports.map((port) => {
    const array = outputs[port.name];
    const fits = port.storage === "int32" ? array instanceof Int32Array : array instanceof BigInt64Array;
    const length = events * port.elements;
    const reachable = !shared || array?.buffer instanceof SharedArrayBuffer;
    if (array !== undefined && fits && array.length === length && reachable) return array;
    const kind = port.storage === "int32" ? "Int32Array" : "BigInt64Array";
    return fail("TF-WASM-005", {
      where: `${name}: output ${port.name}`,
      what: `the array does not fit the port and the events${shared ? ", or is not in shared memory" : ""}`,
      expected: `${kind} of ${length} elements${shared ? " on a SharedArrayBuffer" : ""}`,
    });
  });
}
