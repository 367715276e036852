import { describe, expect, it } from "vitest";
import { differences, runReference, toReals } from "../keras/support.js";
import { importArchive, readGolden, toPorts } from "./support.js";

// HGQ2's own predictions for small networks that oracle/make_networks.py made, with bit widths of their own for every
// element, inputs that wrap and saturate, and ties.

const golden = readGolden();

describe.each([...golden.networks])("%s", (name, { inputs, outputs }) => {
  it("the reference gives what HGQ2 predicts", async () => {
    const program = await importArchive(name);
    const values = toReals(program, runReference(program, toPorts(program, inputs), golden.events));
    expect(program.outputs.length).toBe(outputs.length);
    for (const [index, { name: port }] of program.outputs.entries()) {
      expect(`${port}: ${differences(values[port]!, outputs[index]!)}`).toBe(`${port}: none`);
    }
  });
});
