import type { EventValues } from "../../backends/reference/index.js";
import { fractionOf, highestRaw, lowestRaw } from "../../fixed/index.js";
import { type InputPort, inputPorts } from "../../ir/index.js";
import { elementCount } from "../../ops/index.js";
import type { Evidence, ModelEvidence } from "./evidence.js";
import { choices, type Hypothesis } from "./hypothesis.js";
import { promising, variantHypothesis, withInputs } from "./model.js";

// Inputs that are not what the model was fed: divided as integers, of another event, exchanged, missing.

/** Elements of a port that a fault may concern. */
interface InputGroup {
  readonly name: string;
  readonly port: InputPort;
  readonly elements: readonly number[];
  readonly cost: number;
}

/** Every fault of inputs, for every group of elements. */
export function* inputs(evidence: Evidence): Generator<Hypothesis> {
  const { model } = evidence;
  if (model === null) return;
  for (const group of groupsOf(model)) {
    for (const fault of [...changesOf(group), ...otherEvents(group, model)]) {
      const variant = withInputs(model, (values, event) => fault.change(values, event));
      if (!promising(evidence, variant)) continue;
      yield variantHypothesis(
        evidence,
        { fault: fault.fault, claim: fault.claim, cost: group.cost + fault.cost },
        variant,
      );
    }
  }
}

interface InputFault {
  readonly fault: string;
  readonly claim: string;
  readonly cost: number;
  readonly change: (values: EventValues, event: number) => EventValues;
}

/** Whole ports, every n-th element (objects of n numbers), logical links where inputs are described, single elements. */
function groupsOf(model: ModelEvidence): InputGroup[] {
  const ports = inputPorts(model.program);
  const groups: InputGroup[] = [];
  for (const port of ports) {
    const count = elementCount(port.shape);
    const all = Array.from({ length: count }, (_unused, element) => element);
    groups.push({
      name: count === 1 ? port.name : `every element of ${port.name}`,
      port,
      elements: all,
      cost: choices(ports.length),
    });
    for (const step of [2, 3, 4]) {
      for (let first = 0; first < step && count >= 2 * step; first++) {
        const elements = all.filter((element) => element % step === first);
        groups.push({
          name: `each of ${port.name}[${first}], [${first + step}], [${first + 2 * step}], …`,
          port,
          elements,
          cost: 4,
        });
      }
    }
    groups.push(...linkGroups(model, port));
    if (count > 1 && count <= 256) {
      const cost = choices(count) + 3;
      groups.push(...all.map((element) => ({ name: `${port.name}[${element}]`, port, elements: [element], cost })));
    }
  }
  return groups;
}

function linkGroups({ side }: ModelEvidence, port: InputPort): InputGroup[] {
  const layout = side?.ports.find(({ name }) => name === port.name);
  if (side === null || layout === undefined) return [];
  return side.links.flatMap((link, number) => {
    const elements = layout.placements.flatMap((placement, element) => (placement?.link === number ? [element] : []));
    const part = elements.length > 0 && elements.length < layout.placements.length;
    return part ? [{ name: `link ${link.name}`, port, elements, cost: 2 + choices(side.links.length) }] : [];
  });
}

function changesOf(group: InputGroup): InputFault[] {
  const { port, name, elements } = group;
  const fraction = fractionOf(port.type);
  const single = elements.length === 1 && elementCount(port.shape) > 1;
  const each = (change: (raw: bigint) => bigint) => (values: EventValues) => changed(values, port, elements, change);
  const faults: InputFault[] = [{ fault: "dead input", claim: `${name} is always 0`, cost: 3, change: each(() => 0n) }];
  const most = Math.min(port.type.width - 1, single ? Math.max(1, fraction) : 8);
  for (const bits of new Set([...(fraction > 0 && fraction < port.type.width ? [fraction] : []), ...count(most)])) {
    const half = 1n << BigInt(bits);
    const integers =
      bits === fraction ? "loses its fraction" : `loses its lowest ${bits === 1 ? "bit" : `${bits} bits`}`;
    const claim = `${name} ${integers}, as if it had been divided as an integer`;
    faults.push({ fault: "integer-divided input", claim, cost: 3, change: each((raw) => raw - modulo(raw, half)) });
    const towardZero = (raw: bigint): bigint => (raw / half) * half;
    faults.push({ fault: "integer-divided input", claim: `${claim}, toward zero`, cost: 5, change: each(towardZero) });
  }
  if (single) return faults;
  for (const bits of count(Math.min(4, port.type.width - 1))) {
    const shift = BigInt(bits);
    const factor = 2 ** bits;
    faults.push(
      {
        fault: "wrongly scaled input",
        claim: `${name} is ${factor} times too small`,
        cost: 5,
        change: each((raw) => raw >> shift),
      },
      {
        fault: "wrongly scaled input",
        claim: `${name} is ${factor} times too large`,
        cost: 5,
        change: each((raw) => raw << shift),
      },
    );
  }
  return faults;
}

/** Inputs that come from a neighbouring event. */
function otherEvents({ port, name, elements }: InputGroup, model: ModelEvidence): InputFault[] {
  const whole = elements.length === elementCount(port.shape) && inputPorts(model.program).length === 1;
  if (whole || (elements.length === 1 && elementCount(port.shape) > 1)) return [];
  return [-1, 1, -2, 2].map((distance) => ({
    fault: "input of another event",
    claim: `${name} is that of the event ${Math.abs(distance) === 1 ? "" : "two "}${distance < 0 ? "before" : "behind"}`,
    cost: 4 + Math.abs(distance),
    change: (values: EventValues, event: number): EventValues => {
      const other = event + distance;
      if (other < 0 || other >= model.events) return values;
      const source = model.inputs(other)[port.name]!;
      return withElements(values, port, elements, (_raw, element) => source[element]!);
    },
  }));
}

function count(most: number): number[] {
  return Array.from({ length: Math.max(0, most) }, (_unused, index) => index + 1);
}

function modulo(raw: bigint, by: bigint): bigint {
  return ((raw % by) + by) % by;
}

/** Changes elements; what leaves the type wraps. */
function changed(
  values: EventValues,
  port: InputPort,
  elements: readonly number[],
  change: (raw: bigint) => bigint,
): EventValues {
  const [low, high] = [lowestRaw(port.type), highestRaw(port.type)];
  return withElements(values, port, elements, (raw) => {
    const result = change(raw);
    if (result >= low && result <= high) return result;
    return port.type.signed ? BigInt.asIntN(port.type.width, result) : BigInt.asUintN(port.type.width, result);
  });
}

function withElements(
  values: EventValues,
  port: InputPort,
  elements: readonly number[],
  change: (raw: bigint, element: number) => bigint,
): EventValues {
  const raw = [...values[port.name]!];
  for (const element of elements) raw[element] = change(raw[element]!, element);
  return { ...values, [port.name]: raw };
}
