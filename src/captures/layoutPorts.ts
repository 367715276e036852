import { fail } from "../errors/index.js";
import { type FixedType, printType, sameType } from "../fixed/index.js";
import { nearestHelp } from "../formats/index.js";
import type { InputPort } from "../ir/index.js";
import { elementCount } from "../ops/index.js";
import type { Direction } from "./description.js";
import type { Placement, PortLayout } from "./layout.js";
import type { PlacedElement } from "./layoutPlace.js";

/** Most elements of a port that only the description knows. */
const maximumElements = 2 ** 20;

/** What a port is known to be: of the program, or as far as the fields tell. */
interface KnownPort {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: FixedType;
}

/**
 * The ports of a side with the place of each element. With a program, all its inputs, and those outputs that fields name, in
 * its order; without one, the ports that fields name, in the order in which they do.
 *
 * @throws TrigforgeError TF-CAPTURE-001, TF-CAPTURE-005, TF-CAPTURE-006, TF-CAPTURE-007
 */
export function gatherPorts(
  elements: readonly PlacedElement[],
  direction: Direction,
  program: readonly InputPort[] | null,
): PortLayout[] {
  const fields = new Map<string, PlacedElement[]>();
  for (const element of elements) {
    const others = fields.get(element.content.port);
    if (others === undefined) fields.set(element.content.port, [element]);
    else others.push(element);
  }
  const known = program === null ? describedPorts(fields) : programPorts(fields, direction, program);
  return known.map((port) => ({ ...port, placements: placementsOf(port, fields.get(port.name) ?? [], direction) }));
}

function programPorts(
  fields: ReadonlyMap<string, readonly PlacedElement[]>,
  direction: Direction,
  program: readonly InputPort[],
): KnownPort[] {
  const names = program.map(({ name }) => name);
  for (const [name, [first]] of fields) {
    if (names.includes(name)) continue;
    fail("TF-CAPTURE-001", {
      where: `${first!.where}.port`,
      what: `the network has no ${direction.slice(0, -1)} named ${name}`,
      ...nearestHelp(name, names),
    });
  }
  return program
    .filter(({ name }) => direction === "inputs" || fields.has(name))
    .map(({ name, shape, type }) => ({ name, shape, type }));
}

function describedPorts(fields: ReadonlyMap<string, readonly PlacedElement[]>): KnownPort[] {
  return [...fields].map(([name, elements]) => {
    const last = elements.reduce((most, { element }) => Math.max(most, element), 0);
    if (last >= maximumElements) {
      const where = elements.find(({ element }) => element === last)!.where;
      fail("TF-CAPTURE-005", {
        where,
        what: `${name} has no element ${last}`,
        expected: `0 to ${maximumElements - 1}`,
      });
    }
    const untyped = elements.find(({ content }) => content.type === null);
    if (untyped !== undefined) {
      fail("TF-CAPTURE-007", {
        where: untyped.where,
        what: "the field has no type, and there is no model to take it from",
        help: "write its type, or give the model",
      });
    }
    return { name, shape: [last + 1], type: elements[0]!.content.type! };
  });
}

function placementsOf(
  { name, shape, type }: KnownPort,
  elements: readonly PlacedElement[],
  direction: Direction,
): (Placement | null)[] {
  const count = elementCount(shape);
  const placements = new Array<Placement | null>(count).fill(null);
  for (const { element, content, link, pieces, width, where } of elements) {
    if (element < 0 || element >= count) {
      fail("TF-CAPTURE-005", { where, what: `${name} has no element ${element}`, expected: `0 to ${count - 1}` });
    }
    if (!sameType(content.type ?? type, type) || width !== type.width) {
      fail("TF-CAPTURE-005", {
        where,
        what: `the field is ${content.type === null ? `${width} bits wide` : printType(content.type)}`,
        expected: `${printType(type)}, the type of ${direction.slice(0, -1)} ${name}`,
      });
    }
    const other = placements[element]!;
    if (other !== null) {
      fail("TF-CAPTURE-006", {
        where,
        what: `element ${element} of ${name} lies in two places`,
        help: other.where === where ? "its copies meet: see repeat" : `the other one is ${other.where}`,
      });
    }
    placements[element] = { link, pieces, width, type, where };
  }
  return placements;
}
