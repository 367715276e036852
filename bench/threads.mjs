// All cores against one: the same events, in the same shared memory, into the same arrays.
import { EmulatorPool } from "../dist/node.js";
import { median } from "./median.mjs";

/** Milliseconds that one thread takes for a run, at least, so that handing out work is a small part; and most copies. */
const leastMilliseconds = 20;
const mostCopies = 64;

/** How often one thread and all take turns in a measurement. */
const turns = 3;

/** Starts the threads and returns what measures them. */
export async function prepareThreads({ compiled, emulator, block }) {
  const began = performance.now();
  emulator.run(block.inputs);
  const copies = Math.min(mostCopies, Math.ceil(leastMilliseconds / (performance.now() - began)));
  const inputs = repeated(block.inputs, copies);
  const outputs = repeated(emulator.run(block.inputs), copies);
  const events = block.events * copies;
  const pool = await EmulatorPool.open(compiled);
  await pool.runInto(inputs, outputs);
  const sides = { one: () => emulator.runInto(inputs, outputs), all: () => pool.runInto(inputs, outputs) };
  return {
    count: pool.size,
    events,
    /** Nanoseconds an event on one thread and on all, in turns of about `seconds` in all. */
    async measure(seconds) {
      const times = { one: [], all: [] };
      for (let turn = 0; turn < turns; turn++) {
        for (const [name, run] of Object.entries(sides))
          times[name].push(await timed(run, seconds / turns / 2, events));
      }
      return { one: median(times.one), all: median(times.all) };
    },
    close: () => pool.close(),
  };
}

async function timed(run, seconds, events) {
  const began = performance.now();
  let runs = 0;
  do {
    await run();
    runs++;
  } while (performance.now() - began < seconds * 1000);
  return ((performance.now() - began) * 1e6) / (runs * events);
}

/** Arrays by port, so many times over, in shared memory. */
function repeated(ports, copies) {
  return Object.fromEntries(
    Object.entries(ports).map(([name, raw]) => {
      const shared = new raw.constructor(new SharedArrayBuffer(raw.byteLength * copies));
      for (let copy = 0; copy < copies; copy++) shared.set(raw, copy * raw.length);
      return [name, shared];
    }),
  );
}
