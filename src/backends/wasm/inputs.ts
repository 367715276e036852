import { fail } from "../../errors/index.js";
import { highestRaw, lowestRaw, printType } from "../../fixed/index.js";
import type { Port } from "./port.js";
import { type RawArray, rawArray } from "./reals.js";

/** What a caller may hand over for a port: raw integers, event after event, elements row-major. */
export type RawInput = Int32Array | BigInt64Array | readonly number[] | readonly bigint[];

/**
 * The events that inputs hold.
 *
 * @throws TrigforgeError TF-PROGRAM-004 when a port is missing or unknown, or the ports disagree
 */
export function countEvents(name: string, ports: readonly Port[], inputs: Readonly<Record<string, RawInput>>): number {
  for (const given of Object.keys(inputs)) {
    if (!ports.some((port) => port.name === given)) {
      const expected = ports.map((port) => port.name).join(", ") || "no input";
      fail("TF-PROGRAM-004", { where: name, what: `there is no input port ${given}`, expected });
    }
  }
  let events: number | undefined;
  for (const port of ports) {
    const where = `${name}: input ${port.name}`;
    const raw = inputs[port.name];
    if (raw === undefined) return fail("TF-PROGRAM-004", { where, what: "no elements were given" });
    if (port.elements === 0) continue;
    const count = raw.length / port.elements;
    if (!Number.isInteger(count)) {
      const what = `${raw.length} elements are no whole number of events`;
      fail("TF-PROGRAM-004", { where, what, expected: `a multiple of ${port.elements}` });
    }
    if (events !== undefined && count !== events) {
      fail("TF-PROGRAM-004", { where, what: `${count} events were given`, expected: `${events}, as the ports before` });
    }
    events = count;
  }
  return events ?? 1;
}

/**
 * Some elements of an input as the port stores them: the caller's own memory where that is possible.
 *
 * @throws TrigforgeError TF-PROGRAM-004 at an element that is no integer, or beyond the port's type
 */
export function storedPart(name: string, port: Port, input: RawInput, first: number, end: number): RawArray {
  if (port.storage === "int32" && input instanceof Int32Array) return input.subarray(first, end);
  if (port.storage === "int64" && input instanceof BigInt64Array) return input.subarray(first, end);
  const part = rawArray(port, end - first);
  const [low, high] = [lowestRaw(port.format), highestRaw(port.format)];
  for (let index = first; index < end; index++) {
    const value = input[index]!;
    const whole = typeof value === "bigint" || Number.isInteger(value);
    if (!whole || value < low || value > high) refuseElement(name, port, index, value);
    part[index - first] = (part instanceof Int32Array ? Number(value) : BigInt(value)) as never;
  }
  return part;
}

/** Refuses the first element beyond a port's type, if there is one. */
export function refuseOutside(name: string, port: Port, input: RawInput, first: number, end: number): void {
  const [low, high] = [lowestRaw(port.format), highestRaw(port.format)];
  for (let index = first; index < end; index++) {
    if (input[index]! < low || input[index]! > high) refuseElement(name, port, index, input[index]!);
  }
}

/** Finds and reports the first element beyond a port's type. */
export function refuseFirstOutside(name: string, port: Port, input: RawInput, first: number, end: number): never {
  refuseOutside(name, port, input, first, end);
  throw new Error(`input ${port.name}: no element is outside its type`);
}

/** Refuses the first NaN among some numbers of a port, of which `first` come before. */
export function refuseNaN(name: string, port: Port, reals: ArrayLike<number>, first: number): void {
  for (let index = 0; index < reals.length; index++) {
    if (!Number.isNaN(reals[index]!)) continue;
    const event = Math.floor((first + index) / port.elements);
    fail("TF-PROGRAM-004", {
      where: `${name}: input ${port.name}`,
      what: `event ${event}, element ${(first + index) % port.elements} is NaN`,
      expected: "a number",
    });
  }
}

function refuseElement(name: string, port: Port, index: number, value: number | bigint): never {
  const event = Math.floor(index / port.elements);
  return fail("TF-PROGRAM-004", {
    where: `${name}: input ${port.name}`,
    what: `event ${event}, element ${index % port.elements} is ${value}`,
    expected: `a raw integer from ${lowestRaw(port.format)} to ${highestRaw(port.format)} (${printType(port.format)})`,
  });
}
