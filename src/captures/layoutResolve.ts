import { fail } from "../errors/index.js";
import { type InputPort, inputPorts, outputPorts, type Program } from "../ir/index.js";
import { elementCount } from "../ops/index.js";
import type { CaptureDescription, Direction, SideDescription } from "./description.js";
import type { CaptureLayout, Coordinates, LinkLayout, Piece, PortLayout, SideLayout } from "./layout.js";
import { placeWords } from "./layoutPlace.js";
import { gatherPorts } from "./layoutPorts.js";

/**
 * Resolves a description, and checks it against a program when there is one: names, sizes and types of ports.
 *
 * Without a program, every field has to carry its type, and a port is as long as its last described element.
 *
 * @throws TrigforgeError TF-CAPTURE-001 for unknown links, lanes and ports, TF-CAPTURE-002 when a playback is shorter than one
 * event, TF-CAPTURE-004 for fields outside their packet, TF-CAPTURE-005 for elements and types that the port does not have,
 * TF-CAPTURE-006 for bits and elements that are taken twice, TF-CAPTURE-007 when the program is needed
 */
export function layoutOf(description: CaptureDescription, program?: Program): CaptureLayout {
  const side = (direction: Direction): SideLayout | null =>
    description[direction] === null ? null : sideLayoutOf(description, direction, program);
  return { description, inputs: side("inputs"), outputs: side("outputs") };
}

/**
 * Resolves one direction alone: the other need not even have types. See {@link layoutOf}.
 *
 * @throws TrigforgeError TF-CAPTURE-001, -002, -004 to -007, and TF-CAPTURE-010 when the direction is not described
 */
export function sideLayoutOf(description: CaptureDescription, direction: Direction, program?: Program): SideLayout {
  const side = description[direction];
  if (side === null) {
    fail("TF-CAPTURE-010", { where: description.where, what: `the ${direction} are not described` });
  }
  const ports = program === undefined ? null : direction === "inputs" ? inputPorts(program) : outputPorts(program);
  const parts =
    side === "columns" ? columns(description, direction, ports) : placed(description, direction, side, ports);
  const eventFrames = description.boardTmux * description.framesPerBx;
  const layout = { direction, description, eventFrames, ...parts };
  if (description.playbackFrames !== null) eventsOfPlayback(layout, description.playbackFrames);
  return layout;
}

type Parts = Pick<SideLayout, "links" | "ports" | "constants">;

function placed(
  description: CaptureDescription,
  direction: Direction,
  side: SideDescription,
  program: readonly InputPort[] | null,
): Parts {
  const links = side.links.flatMap((link) => {
    const ratio = link.tmux / description.boardTmux;
    return Array.from(
      { length: link.lanes },
      (_unused, lane): LinkLayout => ({
        name: link.lanes === 1 ? link.name : `${link.name}.${lane}`,
        channels: link.channels.slice(lane * ratio, (lane + 1) * ratio),
        offset: link.offset,
        headerWords: link.headerWords,
        length: link.length,
        slotFrames: link.tmux * description.framesPerBx,
      }),
    );
  });
  const { elements, constants } = placeWords(side, description.wordBits);
  return { links, constants, ports: gatherPorts(elements, direction, program) };
}

/** One column a port element, all ports in order. */
function columns(description: CaptureDescription, direction: Direction, program: readonly InputPort[] | null): Parts {
  const where = `${description.where}: ${direction}`;
  if (program === null) {
    return fail("TF-CAPTURE-007", {
      where,
      what: '"columns" follows the ports of the model, and there is no model',
      help: "give the model",
    });
  }
  const links: LinkLayout[] = [];
  const slotFrames = description.boardTmux * description.framesPerBx;
  const ports = program.map(({ name, shape, type }): PortLayout => {
    if (type.width > description.wordBits) {
      fail("TF-CAPTURE-004", {
        where,
        what: `an element of ${name} has ${type.width} bits, a word ${description.wordBits}`,
      });
    }
    const placements = Array.from({ length: elementCount(shape) }, (_unused, element) => {
      const link = links.length;
      links.push({
        name: elementCount(shape) === 1 ? name : `${name}.${element}`,
        channels: [link],
        offset: 0,
        headerWords: 0,
        length: 1,
        slotFrames,
      });
      return { link, pieces: [{ word: 0, lowBit: 0, width: type.width }], width: type.width, type, where };
    });
    return { name, shape, type, placements };
  });
  return { links, ports, constants: [] };
}

/**
 * Events that fit into `frames` frames with their slots whole, at least none:
 * for a link, (frames − offset) / event frames − (channels − 1), rounded down (BoardDataWriter of CMSSW).
 */
export function eventsThatFit(layout: SideLayout, frames: number): number {
  const fits = ({ offset, slotFrames }: LinkLayout): number =>
    Math.floor((frames - offset - slotFrames) / layout.eventFrames) + 1;
  return Math.max(0, Math.min(...layout.links.map(fits)));
}

/** Events of a pattern that is played again after `frames` frames. @throws TrigforgeError TF-CAPTURE-002 when there is none */
export function eventsOfPlayback(layout: SideLayout, frames: number): number {
  const events = eventsThatFit(layout, frames);
  if (events > 0) return events;
  return fail("TF-CAPTURE-002", {
    where: `${layout.description.where}: playback_frames`,
    what: `no event of the ${layout.direction} fits into ${frames} frames`,
  });
}

/**
 * Where an element of an event lies, in frames without lag and without empty frames at the start.
 *
 * @returns null for an element that no field holds
 */
export function coordinatesOf(layout: SideLayout, event: number, port: string, element: number): Coordinates | null {
  const placement = layout.ports.find(({ name }) => name === port)?.placements[element];
  if (placement === undefined || placement === null) return null;
  const { name, channels, offset } = layout.links[placement.link]!;
  const start = offset + event * layout.eventFrames;
  const bits = placement.pieces.map(({ word, lowBit, width }: Piece) => ({ frame: start + word, lowBit, width }));
  return { logicalLink: name, physicalLink: channels[event % channels.length]!, frame: bits[0]!.frame, bits };
}
