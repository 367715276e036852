import { fail } from "../errors/index.js";
import type { FlagRule } from "./description.js";
import type { SideLayout } from "./layout.js";

/** A physical channel of a layout in a capture. */
export interface Column {
  /** Index into the layout's links. */
  readonly link: number;
  /** The events on it are `phase`, `phase + ratio`, `phase + 2 · ratio`, …. */
  readonly phase: number;
  readonly ratio: number;
  /** Its column in the capture. */
  readonly column: number;
}

/** What the readers of packets need to know beside the layout. */
export interface ReadSettings {
  readonly flags: FlagRule;
  /** The format has no flags: every word counts as valid. */
  readonly allValid: boolean;
  /** The greatest word that has the described width. */
  readonly highestWord: bigint;
  readonly playback: { readonly frames: number; readonly events: number } | null;
  /** Frames; by name of the logical link where they differ. */
  readonly lag: number | Readonly<Record<string, number>>;
}

/** Finds the channels of a layout among the columns of a capture. @throws TrigforgeError TF-CAPTURE-009 */
export function columnsOf(layout: SideLayout, links: readonly number[]): Column[] {
  return layout.links.flatMap(({ name, channels }, link) =>
    channels.map((channel, phase) => {
      const column = links.indexOf(channel);
      if (column < 0) {
        const shown = links.slice(0, 20).join(", ") + (links.length > 20 ? ", …" : "");
        fail("TF-CAPTURE-009", {
          where: `${layout.description.where}: ${layout.direction}: link ${name}`,
          what: `the capture has no channel ${channel}`,
          expected: `one of ${shown}`,
        });
      }
      return { link, phase, ratio: channels.length, column };
    }),
  );
}
