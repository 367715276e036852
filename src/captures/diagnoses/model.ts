import { type EventValues, evaluate } from "../../backends/reference/index.js";
import type { Expectation } from "../compareExpectation.js";
import { fieldsOf, toRaw } from "../compareFields.js";
import type { Evidence, ModelEvidence } from "./evidence.js";
import { type Hypothesis, withFieldBits } from "./hypothesis.js";

// Faults that only the model can tell: its outputs, computed again with a fault in the inputs or in an op.

/** Differing events that a variant is tried on first, and how many of them it must explain. */
const screening = { events: 3, needed: 2 } as const;
/** Events that a variant is tried on at most: the reference is slow. */
const mostEvents = 192;

/** The outputs of an event under a fault. */
export type Variant = (event: number) => EventValues;

/** The outputs of the model with other inputs. */
export function withInputs(model: ModelEvidence, change: (inputs: EventValues, event: number) => EventValues): Variant {
  const run = model.evaluate ?? ((inputs: EventValues) => evaluate(model.program, inputs));
  return (event) => run(change(model.inputs(event), event));
}

/** Whether a variant gives what the capture has, in at least some of the first differing events. */
export function promising(evidence: Evidence, variant: Variant): boolean {
  evidence.tally.tried++;
  const events = differingEvents(evidence).slice(0, screening.events);
  const needed = Math.min(screening.needed, events.length);
  let explained = 0;
  for (let index = 0; index < events.length; index++) {
    if (explained + events.length - index < needed) return false;
    if (matches(evidence, events[index]!, variant)) explained++;
  }
  return explained >= needed && explained > 0;
}

/** Positions in `evidence.events` of the events that differ in a field. */
export function differingEvents({ events, fields, expectedBits, foundBits }: Evidence): number[] {
  return [...events.keys()].filter((at) =>
    fields.some((_field, field) => expectedBits[field]![at] !== foundBits[field]![at]),
  );
}

function matches({ events, fields, foundBits }: Evidence, at: number, variant: Variant): boolean {
  const outputs = variant(events[at]!);
  return fields.every(({ port, element, placement }, field) => {
    return outputs[port.name]?.[element] === toRaw(foundBits[field]![at]!, placement);
  });
}

/** A hypothesis that replaces what is expected by the outputs of a variant. */
export function variantHypothesis(
  evidence: Evidence,
  naming: Pick<Hypothesis, "fault" | "claim" | "cost">,
  variant: Variant,
): Hypothesis {
  const known = new Map<number, EventValues>();
  const outputs = (event: number): EventValues => {
    const values = known.get(event) ?? variant(event);
    known.set(event, values);
    return values;
  };
  return {
    ...naming,
    limit: mostEvents,
    apply: (before: Expectation) => {
      const fields = fieldsOf(evidence.expectation.side);
      return withFieldBits(before, (event, field) => {
        const { port, element, placement } = fields[field]!;
        return BigInt.asUintN(placement.width, outputs(event)[port.name]![element]!);
      });
    },
  };
}
