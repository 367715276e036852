import { fail } from "../../errors/index.js";
import { highestRaw, lowestRaw } from "../../fixed/index.js";
import { type InputPort, inputPorts, outputPorts, type Program } from "../../ir/index.js";
import { elementCount } from "../../ops/index.js";
import type { EventValues } from "../reference/index.js";

/** Events for the testbench: raw integers of every input port, and what every output port must give. */
export interface TestEvents {
  readonly inputs: readonly EventValues[];
  readonly outputs: readonly EventValues[];
}

/**
 * The data files of the testbench: one line an event, the raw integers of all ports in order, separated by spaces.
 *
 * @throws TrigforgeError TF-HLS-006 when the events do not fit the program's ports
 */
export function testDataFiles(program: Program, events: TestEvents): Record<string, string> {
  const { inputs, outputs } = events;
  if (inputs.length !== outputs.length || inputs.length === 0) {
    fail("TF-HLS-006", {
      where: `${program.name}: events`,
      what: `there are ${inputs.length} events and ${outputs.length} expected outputs`,
      expected: "as many of each, and at least one",
    });
  }
  return {
    "tb_data/inputs.dat": lines(inputs, inputPorts(program), `${program.name}: input`),
    "tb_data/expected.dat": lines(outputs, outputPorts(program), `${program.name}: output`),
  };
}

function lines(events: readonly EventValues[], ports: readonly InputPort[], where: string): string {
  return events.map((event, index) => `${flatten(event, ports, index, where).join(" ")}\n`).join("");
}

/** The raw integers of one event, port after port. */
function flatten(event: EventValues, ports: readonly InputPort[], index: number, where: string): bigint[] {
  return ports.flatMap(({ name, shape, type }) => {
    const raw = event[name];
    const count = elementCount(shape);
    if (raw?.length !== count) {
      return fail("TF-HLS-006", {
        where: `${where} ${name}, event ${index}`,
        what: `${raw?.length ?? "no"} elements were given`,
        expected: `${count}`,
      });
    }
    const [low, high] = [lowestRaw(type), highestRaw(type)];
    const outside = raw.find((item) => item < low || item > high);
    if (outside !== undefined) {
      fail("TF-HLS-006", {
        where: `${where} ${name}, event ${index}`,
        what: `${outside} is outside the port's type`,
        expected: `${low} to ${high}`,
      });
    }
    return [...raw];
  });
}

/** 64-bit words of one element of a port in the runner's files. */
function wordsOf(port: InputPort): number {
  return Math.ceil(port.type.width / 64);
}

/**
 * Events as the runner (`<name>_run`) reads them: the elements of all input ports in order, each as little-endian 64-bit
 * words, sign-extended, the lowest first; types wider than 64 bits take several words.
 */
export function encodeRunnerInputs(program: Program, events: readonly EventValues[]): Uint8Array {
  const ports = inputPorts(program);
  const words = ports.reduce((sum, port) => sum + wordsOf(port) * elementCount(port.shape), 0);
  const view = new DataView(new ArrayBuffer(8 * words * events.length));
  let offset = 0;
  for (const event of events) {
    for (const port of ports) {
      for (const raw of event[port.name]!) {
        for (let word = 0; word < wordsOf(port); word++, offset += 8) {
          view.setBigInt64(offset, BigInt.asIntN(64, raw >> BigInt(64 * word)), true);
        }
      }
    }
  }
  return new Uint8Array(view.buffer);
}

/** The outputs that the runner wrote, event by event; the form is that of {@link encodeRunnerInputs}. */
export function decodeRunnerOutputs(program: Program, bytes: Uint8Array): EventValues[] {
  const ports = outputPorts(program);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const events: EventValues[] = [];
  for (let offset = 0; offset < bytes.byteLength; ) {
    const event: Record<string, bigint[]> = {};
    for (const port of ports) {
      event[port.name] = Array.from({ length: elementCount(port.shape) }, () => {
        let raw = 0n;
        for (let word = 0; word < wordsOf(port); word++, offset += 8) {
          raw |= view.getBigUint64(offset, true) << BigInt(64 * word);
        }
        const bits = 64 * wordsOf(port);
        return port.type.signed ? BigInt.asIntN(bits, raw) : raw;
      });
    }
    events.push(event);
  }
  return events;
}
