import { fail } from "../../errors/index.js";
import { chooseBlockEvents, type EventBlock, refuseNaNs } from "./block.js";
import { decodeElements, elementBytes } from "./npyElements.js";
import { type NpyHeader, readNpyHeader } from "./npyHeader.js";
import type { EventOptions, EventTable } from "./open.js";
import type { ByteSource } from "./source.js";

/**
 * Opens a .npy file of the shape [events, ...].
 *
 * @param source at the start of the file
 * @throws TrigforgeError TF-FORMAT-003 to -005, -008, -009, -011, -017; while the blocks are read, too
 */
export async function openNpy(
  source: ByteSource,
  options: EventOptions,
): Promise<Omit<EventTable, "format" | "compressed">> {
  const { where } = options;
  const header = await readNpyHeader(source, where);
  const { totalEvents, columns } = layout(header, options);
  const blockEvents = chooseBlockEvents(columns, options.blockEvents, where);
  return {
    columns,
    totalEvents,
    shape: header.shape,
    dtype: header.dtype,
    names: undefined,
    blocks: readBlocks(source, header, { totalEvents, columns, blockEvents }, options),
  };
}

/** Events and columns; refuses arrays whose rows are not events. */
function layout({ shape, fortranOrder }: NpyHeader, { columns: told, where }: EventOptions) {
  if (shape.length === 0)
    fail("TF-FORMAT-004", { where, what: "the array is a single number", expected: "[events, ...]" });
  if (fortranOrder && shape.filter((size) => size !== 1).length > 1) {
    const help = "write it with numpy.save(path, numpy.ascontiguousarray(array))";
    fail("TF-FORMAT-004", { where, what: "the array is stored in Fortran order", expected: "C order", help });
  }
  if (shape.length === 1 && told !== undefined) {
    if (shape[0]! % told !== 0) {
      const what = `it has ${shape[0]} values in one dimension`;
      fail("TF-FORMAT-011", { where, what, expected: `a multiple of ${told}, the number of columns` });
    }
    return { totalEvents: shape[0]! / told, columns: told };
  }
  const columns = shape.slice(1).reduce((product, size) => product * size, 1);
  if (columns === 0) fail("TF-FORMAT-004", { where, what: `the shape (${shape}) has no values an event` });
  if (told !== undefined && told !== columns) {
    const what = `the shape (${shape}) has ${columns} values an event`;
    fail("TF-FORMAT-011", { where, what, expected: `${told}` });
  }
  return { totalEvents: shape[0]!, columns };
}

async function* readBlocks(
  source: ByteSource,
  { element, bigEndian }: NpyHeader,
  { totalEvents, columns, blockEvents }: { totalEvents: number; columns: number; blockEvents: number },
  { where, refuseNaN = true }: EventOptions,
): AsyncGenerator<EventBlock> {
  const eventBytes = columns * elementBytes(element);
  try {
    for (let firstEvent = 0; firstEvent < totalEvents; firstEvent += blockEvents) {
      const events = Math.min(blockEvents, totalEvents - firstEvent);
      const bytes = new Uint8Array(events * eventBytes);
      const found = await source.fill(bytes);
      if (found < bytes.length) {
        const what = `the file ends after ${firstEvent + Math.floor(found / eventBytes)} events`;
        fail("TF-FORMAT-005", { where, what, expected: `${totalEvents}, as its header says` });
      }
      const place = { firstEvent, events, columns };
      const block = { ...place, values: decodeElements(bytes, element, bigEndian, place, where) };
      if (refuseNaN) refuseNaNs(block, where);
      yield block;
    }
    if ((await source.peek(1)).length > 0) {
      fail("TF-FORMAT-005", { where, what: `there are bytes after the last of ${totalEvents} events` });
    }
  } finally {
    await source.close();
  }
}
