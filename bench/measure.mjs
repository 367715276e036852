// One network: interleaved rounds, so that a change of the machine's speed meets both sides; medians of times and ratios.
import { prepareEmulator } from "./emulator.mjs";
import { prepareFirmware } from "./firmware.mjs";
import { multiplyAdds } from "./networks.mjs";

const secondsEach = 0.4;

/** The middle one of some numbers. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Measures the emulator, and the generated C++ where there is a compiler. */
export async function measure(network, { compiler, headers, rounds }) {
  const program = await network.load();
  const emulator = await prepareEmulator(program, network);
  const firmware = compiler ? await prepareFirmware(program, network, emulator.encode, headers) : undefined;
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const firmwareTime = firmware?.measure(secondsEach);
    const emulatorTime = emulator.measure(secondsEach);
    samples.push({ firmwareTime, emulatorTime });
  }
  await firmware?.remove();
  return {
    name: network.name,
    title: network.title,
    multiplyAdds: multiplyAdds(program),
    emulatorNanoseconds: median(samples.map((sample) => sample.emulatorTime)),
    emulatorCompileSeconds: emulator.compileSeconds,
    moduleBytes: emulator.moduleBytes,
    ...(firmware === undefined
      ? {}
      : {
          firmwareNanoseconds: median(samples.map((sample) => sample.firmwareTime)),
          firmwareCompileSeconds: firmware.compileSeconds,
          timesFirmware: median(samples.map((sample) => sample.firmwareTime / sample.emulatorTime)),
        }),
  };
}
