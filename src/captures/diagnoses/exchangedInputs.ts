import type { EventValues } from "../../backends/reference/index.js";
import { sameType } from "../../fixed/index.js";
import { type InputPort, inputPorts } from "../../ir/index.js";
import { elementCount } from "../../ops/index.js";
import type { Evidence } from "./evidence.js";
import { choices, type Hypothesis } from "./hypothesis.js";
import { promising, variantHypothesis, withInputs } from "./model.js";

// Inputs in each other's places.

/** Two ports exchanged, and orders of elements that objects of two, three or four numbers get by mistake. */
export function* exchangedInputs(evidence: Evidence): Generator<Hypothesis> {
  const { model } = evidence;
  if (model === null) return;
  const ports = inputPorts(model.program);
  for (const { claim, change, cost } of [...portPairs(ports), ...ports.flatMap(orders)]) {
    const variant = withInputs(model, change);
    if (promising(evidence, variant)) {
      yield variantHypothesis(evidence, { fault: "swapped inputs", claim, cost }, variant);
    }
  }
}

interface Exchange {
  readonly claim: string;
  readonly cost: number;
  readonly change: (values: EventValues) => EventValues;
}

function portPairs(ports: readonly InputPort[]): Exchange[] {
  return ports.flatMap((a, index) =>
    ports
      .slice(index + 1)
      .filter((b) => elementCount(a.shape) === elementCount(b.shape) && sameType(a.type, b.type))
      .map((b) => ({
        claim: `inputs ${a.name} and ${b.name} are swapped`,
        cost: 2 * choices(ports.length),
        change: (values: EventValues) => ({ ...values, [a.name]: values[b.name]!, [b.name]: values[a.name]! }),
      })),
  );
}

function orders(port: InputPort): Exchange[] {
  const count = elementCount(port.shape);
  if (count < 2) return [];
  const order = (claim: string, cost: number, source: (element: number) => number): Exchange => ({
    claim,
    cost,
    change: (values) => ({
      ...values,
      [port.name]: values[port.name]!.map((_raw, element) => values[port.name]![source(element)]!),
    }),
  });
  const list = [
    order(`${port.name} comes in reverse order`, 3, (element) => count - 1 - element),
    order(`the elements of ${port.name} come one place late`, 3, (element) => (element + count - 1) % count),
    order(`the elements of ${port.name} come one place early`, 3, (element) => (element + 1) % count),
  ];
  for (const size of [2, 3, 4]) {
    if (count % size !== 0 || count === size) continue;
    for (let a = 0; a < size; a++) {
      for (let b = a + 1; b < size; b++) {
        const swap = (place: number): number => (place === a ? b : place === b ? a : place);
        list.push(
          order(`numbers ${a} and ${b} of each ${size} of ${port.name} are swapped`, 6, (element) => {
            return element - (element % size) + swap(element % size);
          }),
        );
      }
    }
    const [objects] = [count / size];
    list.push(
      order(`${port.name} comes as ${size} lists of ${objects}, not as ${objects} objects of ${size}`, 6, (element) => {
        return (element % size) * objects + Math.floor(element / size);
      }),
    );
  }
  if (count <= 64) {
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        const swap = (element: number): number => (element === a ? b : element === b ? a : element);
        list.push(order(`${port.name}[${a}] and ${port.name}[${b}] are swapped`, 2 * choices(count), swap));
      }
    }
  }
  return list;
}
