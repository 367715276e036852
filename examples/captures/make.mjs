// Makes the captures beside it, as a board would have left them: the anomaly detector's answers to the first 120 of its
// events, 37 frames late, in a buffer of 768 frames. `good.txt` has no fault; in `divided.txt` the firmware computed hwPt / 2 as
// an integer division; in `cable.txt` bit 7 of link 24 is always 0. Needs a built Trigforge: node examples/captures/make.mjs
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { wasm } from "../../dist/index.js";
import { loadCapture, loadModel, openModelEvents, perEvent, savePattern } from "../../dist/node.js";
import { layoutOf, packEvents } from "../../dist/captures/index.js";
import { inputPorts, outputPorts } from "../../dist/ir/index.js";

const here = dirname(fileURLToPath(import.meta.url));
const detector = join(here, "../anomaly_detector");
const [events, latency, frames] = [120, 37, 768];

const program = await loadModel(join(detector, "anomaly_detector.h5"), { map: join(detector, "map.yml") });
const { outputs } = layoutOf(await loadCapture(join(here, "board.yml")), program);
const emulator = await wasm.build(program);

/** The answers of the network to the events after `change`. */
async function answers(change) {
  const encode = (port, reals) => emulator.encode(port, reals);
  const table = await openModelEvents(join(detector, "events.npy"), program, { encode, blockEvents: events });
  for await (const block of table.blocks) {
    const objects = block.inputs.objects.map(change);
    return perEvent(outputPorts(program), emulator.run({ objects }), events);
  }
}

/** Writes what a capture buffer would hold. */
async function capture(name, list, change = (word) => word) {
  const { header, frames: packed } = packEvents(outputs, list, { board: "TEST_CRATE", emptyFrames: latency, frames });
  const changed = [];
  for await (const block of packed) {
    changed.push({ ...block, words: block.words.map((word, index) => change(word, index % block.links)) });
  }
  await savePattern(join(here, name), header, changed, { dropFlags: true });
}

// hwPt counts halves: with 5 fraction bits, an odd hwPt / 2 has bit 4 set, and integer division drops it.
const halved = (raw, index) => ((index % 57) % 3 === 0 ? raw & ~31 : raw);
const stuck = (word, column) => (column === 0 ? word & ~(1n << 7n) : word);

if (inputPorts(program)[0].name !== "objects") throw new Error("the anomaly detector has another input");
await capture("good.txt", await answers((raw) => raw));
await capture("divided.txt", await answers(halved));
await capture("cable.txt", await answers((raw) => raw), stuck);
