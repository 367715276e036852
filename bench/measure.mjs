// One network: interleaved rounds, so that a change of the machine's speed meets all sides; medians of times and ratios.
import { prepareCeiling } from "./ceiling.mjs";
import { measureCold } from "./cold.mjs";
import { prepareEmulator } from "./emulator.mjs";
import { prepareFirmware } from "./firmware.mjs";
import { measureLatency } from "./latency.mjs";
import { median } from "./median.mjs";
import { multiplyAdds, multiplyAddsWithWeight } from "./networks.mjs";
import { preparePeers } from "./peers.mjs";
import { measureThreads } from "./threads.mjs";

const secondsEach = 0.3;

/** Measures the emulator in every way, and whatever there is to compare it with. */
export async function measure(network, { compiler, headers, rounds, peers, remark = () => {} }) {
  const program = await network.load();
  const emulator = await prepareEmulator(program, network);
  const counting = await prepareEmulator(program, network, { counters: true });
  const firmware = compiler ? await prepareFirmware(program, network, emulator.encode, headers) : undefined;
  const ceiling = await prepareCeiling();
  const { running, refused } = peers
    ? await preparePeers(network, program, emulator, remark)
    : { running: [], refused: {} };
  const samples = [];
  try {
    for (let round = 0; round < rounds; round++) {
      // What is compared with the emulator is measured beside it.
      samples.push({
        firmwareTime: firmware?.measure(secondsEach),
        countersTime: counting.measure(secondsEach),
        emulatorTime: emulator.measure(secondsEach),
        ceilings: ceiling.measure(),
        peerTimes: await inTurn(running, (peer) => measurePeer(peer, refused, remark)),
      });
    }
  } finally {
    await firmware?.remove();
    for (const peer of running) await peer.close?.();
  }
  const of = (read) => median(samples.map(read));
  const work = multiplyAdds(program);
  const needed = multiplyAddsWithWeight(program);
  const { medianMicroseconds, p999Microseconds } = measureLatency(emulator);
  return {
    name: network.name,
    title: network.title,
    multiplyAdds: work,
    emulatorNanoseconds: of((sample) => sample.emulatorTime),
    emulatorCompileSeconds: emulator.compileSeconds,
    moduleBytes: emulator.moduleBytes,
    ...measureCold(network.name),
    latency: { medianMicroseconds, p999Microseconds },
    threads: await measureThreads(emulator),
    timesPlainWithCounters: of((sample) => sample.countersTime / sample.emulatorTime),
    // Multiply-adds with a weight that is not zero, as a part of those that i32x4.dot_i16x8_s does in registers in the
    // same time. No loop over dot products exceeds it; additions written out do no multiplications and may.
    multiplyAddsWithWeight: needed,
    byAdditions: /^ {2}sum\d+\(bytes\);/m.test(emulator.compiled.source),
    shareOfDotCeiling: of((sample) => needed / sample.emulatorTime / sample.ceilings.dot),
    ceilings: {
      dot: of((sample) => sample.ceilings.dot),
      add16: of((sample) => sample.ceilings.add16),
      add32: of((sample) => sample.ceilings.add32),
    },
    ...(firmware === undefined
      ? {}
      : {
          firmwareNanoseconds: of((sample) => sample.firmwareTime),
          firmwareCompileSeconds: firmware.compileSeconds,
          timesFirmware: of((sample) => sample.firmwareTime / sample.emulatorTime),
        }),
    peers: {
      ...Object.fromEntries(
        running.map(({ name, measure: _measure, close: _close, ...about }, index) => [
          name,
          {
            ...about,
            nanoseconds: of((sample) => sample.peerTimes[index]),
            times: of((sample) => sample.peerTimes[index] / sample.emulatorTime),
          },
        ]),
      ),
      ...refused,
    },
  };
}

/** Nanoseconds of a peer; one that ends while it is measured is refused from then on, and loses nobody else's figures. */
async function measurePeer(peer, refused, remark) {
  if (refused[peer.name] !== undefined) return Number.NaN;
  try {
    return await peer.measure(secondsEach);
  } catch (error) {
    refused[peer.name] = { reason: error.message };
    remark(`  ${peer.name} ended: ${error.message}`);
    return Number.NaN;
  }
}

/** One after another, for they share the machine. */
async function inTurn(list, measureOne) {
  const results = [];
  for (const item of list) results.push(await measureOne(item));
  return results;
}
