// All cores against one: the same events, in the same shared memory, into the same arrays.
import { EmulatorPool } from "../dist/node.js";
import { prepareCores } from "./cores.mjs";
import { median } from "./median.mjs";

/** Milliseconds that one thread takes for a run, at least, so that handing out work is a small part; and most copies. */
const leastMilliseconds = 80;
const mostCopies = 64;

/** Turns of one thread and all: so many, and until enough of them had the processors as separate cores, but not for ever. */
const leastTurns = 15;
const leastSeparate = 15;
const mostTurns = 60;

/** A loop in registers that scales as well as this, before and after a turn, had as many cores as there are threads. */
const separate = 0.95;

/**
 * Measures one thread and all in turns, and beside them how far the machine's processors are cores of their own.
 *
 * @returns medians over all turns, and `separate`: over those turns in which the machine gave every thread a core
 */
export async function measureThreads({ compiled, emulator, block }) {
  const results = emulator.run(block.inputs);
  const once = (await timed(() => emulator.runInto(block.inputs, results), 1)) / 1e6;
  const copies = Math.min(mostCopies, Math.ceil(leastMilliseconds / once));
  const inputs = repeated(block.inputs, copies);
  const outputs = repeated(results, copies);
  const events = block.events * copies;
  const [pool, cores] = [await EmulatorPool.open(compiled), await prepareCores()];
  await pool.runInto(inputs, outputs);
  const sides = { one: () => emulator.runInto(inputs, outputs), all: () => pool.runInto(inputs, outputs) };
  const turns = [];
  const onSeparate = () => turns.filter(({ machine }) => machine >= separate * cores.count);
  while (turns.length < leastTurns || (onSeparate().length < leastSeparate && turns.length < mostTurns)) {
    const before = await cores.scaling();
    const first = await timed(sides.one, events);
    const all = await timed(sides.all, events);
    const second = await timed(sides.one, events);
    turns.push({ all, times: (first + second) / 2 / all, machine: Math.min(before, await cores.scaling()) });
  }
  await Promise.all([pool.close(), cores.close()]);
  const of = (list, name) => median(list.map((turn) => turn[name]));
  return {
    threads: pool.size,
    events,
    turns: turns.length,
    nanoseconds: of(turns, "all"),
    timesOneThread: of(turns, "times"),
    machineTimes: of(turns, "machine"),
    separate: {
      turns: onSeparate().length,
      timesOneThread: onSeparate().length === 0 ? null : of(onSeparate(), "times"),
    },
  };
}

async function timed(run, events) {
  const began = performance.now();
  await run();
  return ((performance.now() - began) * 1e6) / events;
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
