// One event at a time, in the emulator's own memory: how long a live monitor waits for it.

const mostEvents = 50_000;
const leastEvents = 2_000;
const seconds = 2;

/** Microseconds of one event: the median and the 99.9th percentile. */
export function measureLatency({ emulator, block }) {
  const single = emulator.inPlace(1);
  const ports = Object.entries(single.inputs);
  const began = performance.now();
  for (let round = 0; round < 100; round++) single.run();
  const each = (performance.now() - began) / 100;
  const timed = Math.max(leastEvents, Math.min(mostEvents, Math.floor((seconds * 1000) / each)));
  const warmUp = timed >> 1;
  const times = new Float64Array(timed);
  let sum = 0;
  for (let round = -warmUp; round < timed; round++) {
    const event = (round + warmUp) % block.events;
    const began = performance.now();
    for (const [name, memory] of ports) {
      const source = block.inputs[name];
      for (let element = 0, from = event * memory.length; element < memory.length; element++, from++) {
        memory[element] = source[from];
      }
    }
    single.run();
    for (const name in single.outputs) sum += Number(single.outputs[name][0]);
    if (round >= 0) times[round] = (performance.now() - began) * 1000;
  }
  times.sort();
  return { medianMicroseconds: times[timed >> 1], p999Microseconds: times[Math.floor(timed * 0.999)], sum };
}
