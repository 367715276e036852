import { canonicalLayout } from "./canonical.js";
import type { FrameBlock, PatternHeader } from "./frames.js";
import { layoutKey, type PatternLayout } from "./layout.js";
import { RowWriter } from "./rowWrite.js";

/** How frames are written. */
export interface PatternOutput {
  /** Leaves out flags that the format cannot hold. Default: they are refused. */
  readonly dropFlags?: boolean;
  /** What is written, for errors. Default: `pattern`. */
  readonly where?: string;
}

/**
 * A pattern file in pieces.
 *
 * With a header as it was read, and the blocks as they were read, the bytes are those of the file if it was `exact`. With
 * any other header the layout is that of the format's own software.
 *
 * @param blocks in order, from frame 0 on
 * @throws TrigforgeError TF-PATTERN-007 where a word has too many bits, -009 where the format cannot hold a flag, -010
 */
export async function* encodePattern(
  header: PatternHeader,
  blocks: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
  { dropFlags = false, where = "pattern" }: PatternOutput = {},
): AsyncGenerator<Uint8Array> {
  const layout = layoutFor(header);
  if (layout.preamble.length > 0) yield layout.preamble;
  const writer = new RowWriter(header, layout.row, dropFlags, where);
  for await (const block of blocks) yield writer.write(block);
}

/** The layout that the file had, as far as it belongs to the header and has a column for each link. */
function layoutFor(header: PatternHeader): PatternLayout {
  const { layout } = header;
  if (layout === undefined || layout.of !== layoutKey(header)) return canonicalLayout(header);
  return layout.row.columns.length === header.links.length ? layout : { ...layout, row: canonicalLayout(header).row };
}
