import { fail } from "../../../errors/index.js";
import {
  type FixedFormat,
  formatOf,
  fractionOf,
  holds,
  printType,
  quantizeReal,
  toReal,
} from "../../../fixed/index.js";
import type { ProgramBuilder } from "../../../ir/index.js";
import { elementCount, type ValueId } from "../../../ops/index.js";
import { writeStep } from "../steps.js";
import { type Collection, type ObjectField, type ObjectInput, portName } from "./description.js";

/**
 * Writes what turns trigger objects into the word that enters a port: an input port for each field of each collection,
 * `EG_pt` of shape [slots], its scale, its steps, and the arrangement of the fields. Nothing here loses a bit, but for what
 * a step's result says.
 *
 * @param format type of the word; it must hold every value of every field
 * @param shape shape of the port that is made; it must have as many elements as the objects have fields
 * @throws TrigforgeError TF-MAP-002 for another number of elements, TF-MAP-004 for values that the word does not hold
 */
export function writeObjects(
  builder: ProgramBuilder,
  { collections, arrange }: ObjectInput,
  format: FixedFormat,
  shape: readonly number[],
  where: string,
): ValueId {
  const parts = collections.map((collection) => ({ name: collection.name, elements: elements(collection) }));
  const total = parts.reduce((sum, part) => sum + part.elements, 0);
  if (total !== elementCount(shape)) {
    fail("TF-MAP-002", {
      where,
      what: `the objects have ${total} numbers: ${parts.map((part) => `${part.name} ${part.elements}`).join(", ")}`,
      expected: `${elementCount(shape)}, as the network's input [${shape.join(",")}]`,
    });
  }
  const written = collections.map((collection) => writeCollection(builder, collection, format, arrange));
  const joined = written.length === 1 ? written[0]! : builder.concat(written, 0);
  return builder.reshape(joined, shape);
}

function elements({ slots, fields }: Collection): number {
  return slots * fields.length;
}

/** The numbers of a collection as one row, in the order in which the port has them. */
function writeCollection(
  builder: ProgramBuilder,
  collection: Collection,
  format: FixedFormat,
  arrange: ObjectInput["arrange"],
): ValueId {
  const { fields, slots } = collection;
  const written = fields.map((field) =>
    builder.within(portName(collection, field), () => writeField(builder, collection, field, format)),
  );
  if (written.length === 1) return written[0]!;
  const joined = builder.concat(written, 0);
  if (arrange === "by_field" || slots === 1) return joined;
  const order = Array.from({ length: slots * fields.length }, (_unused, element) => {
    const slot = Math.floor(element / fields.length);
    return (element % fields.length) * slots + slot;
  });
  return builder.gather(joined, order, [order.length]);
}

function writeField(builder: ProgramBuilder, collection: Collection, field: ObjectField, format: FixedFormat): ValueId {
  const { slots } = collection;
  if (field.kind === "constant") {
    const raw = quantizeReal(field.value, formatOf(format, "TRN", "SAT"));
    if (toReal(raw, format) !== field.value) inexact(field, `the constant ${field.value}`, format);
    return builder.constant([slots], format, new Array(slots).fill(raw));
  }
  const integer = builder.input(portName(collection, field), [slots], field.format);
  const scaled = field.lsb === 1 ? integer : builder.scale(integer, Math.log2(field.lsb));
  const value = field.steps.reduce((x, step) => writeStep(builder, x, step), scaled);
  const { type } = builder.tensor(value);
  if (!holds(format, type)) {
    inexact(field, `every value of ${collection.name} ${field.name}, which is ${printType(type)}`, format);
  }
  return builder.cast(value, format);
}

function inexact(field: ObjectField, what: string, format: FixedFormat): never {
  const bits = fractionOf(format);
  return fail("TF-MAP-004", {
    where: field.where,
    what: `the word ${printType(format)} does not hold ${what}`,
    expected: `a type of the word that is wide enough; this one has ${bits} fraction ${bits === 1 ? "bit" : "bits"}`,
    help: "widen the input's type, or state the loss in a step of the field with a result",
  });
}
