// Some events as peers get them, and what the emulator says of them.
import { inputPorts } from "../../dist/index.js";

/** Numbers in the inputs of a sample, at most, and events. */
const mostNumbers = 40_000;
const mostEvents = 500;

/**
 * The first events of the emulator's block as real numbers (`inputs`, exact in doubles), and `compare`, which counts the
 * events whose outputs a peer has bit for bit as the emulator: `{ equal, of }`.
 */
export function sampleOf(program, { emulator, block }, work) {
  const [port] = inputPorts(program);
  const elements = port.shape.reduce((product, extent) => product * extent, 1);
  const byWork = Math.ceil(2e7 / work);
  const events = Math.min(block.events, mostEvents, Math.floor(mostNumbers / elements), byWork);
  const raw = { [port.name]: block.inputs[port.name].subarray(0, events * elements) };
  const expected = program.outputs.slice(0, 1).map(({ name }) => emulator.decode(name, emulator.run(raw)[name]))[0];
  return {
    events,
    shape: port.shape,
    inputs: Float64Array.from(emulator.decode(port.name, raw[port.name])),
    compare(outputs) {
      const each = expected.length / events;
      let equal = 0;
      for (let event = 0; event < events; event++) {
        let same = true;
        for (let index = event * each; index < (event + 1) * each; index++) same &&= outputs[index] === expected[index];
        if (same) equal++;
      }
      return { equal, of: events };
    },
  };
}
