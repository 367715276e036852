import { fail } from "../../../errors/index.js";
import { maximumWindowElements } from "../../../layers/index.js";
import type { LayerConfig } from "../config.js";
import type { CallContext } from "./kernel.js";

const header = "nnet_code_gen.h";

/**
 * The rows that a convolution multiplies, from the function that hls4ml writes for the layer (`fill_buffer_3`), because the
 * text, not the configuration, says which element goes where: for each pixel, the flat positions of its window, −1 for 0.
 *
 * @param pixels number of pixels of the result; the layer takes them in `n_partitions` parts
 * @param inner number of elements of a window, channels included
 * @param count number of elements of the data
 * @returns null where the project brings no such text
 * @throws TrigforgeError TF-HLS4ML-010 when the text is not a list of `buffer[i][j] = data[k];` that fills every window
 */
export function generatedWindows(
  call: CallContext,
  config: LayerConfig,
  pixels: number,
  inner: number,
  count: number,
): readonly (readonly number[])[] | null {
  const text = call.headerText(header);
  const name = config.template("fill_buffer", "").split("::").at(-1)!;
  if (text === null || name === "") return null;
  const edited = (what: string): never =>
    fail("TF-HLS4ML-010", {
      where: call.where,
      what: `${name} in ${header} ${what}`,
      expected: "the text that hls4ml generates for the layer",
    });
  const start = new RegExp(
    `\\bclass\\s+${name}\\b[^;{]*\\{\\s*public\\s*:\\s*static\\s+void\\s+fill_buffer\\s*\\(`,
  ).exec(text);
  if (start === null) return edited("is not there");
  const partitions = config.count("n_partitions", 1);
  const part = pixels / partitions;
  if (!Number.isInteger(part)) return config.bad("n_partitions", `is ${partitions}`, `a divisor of ${pixels}`);
  if (pixels * inner > maximumWindowElements) return edited(`fills ${pixels * inner} places`);
  const rows = Array.from({ length: pixels }, () => new Array<number>(inner).fill(Number.NaN));
  const open = text.indexOf("{", text.indexOf(")", start.index));
  const statement =
    /\s*(?:if\s*\(\s*partition\s*==\s*(\d+)\s*\)\s*\{|buffer\[(\d+)\]\[(\d+)\]\s*=\s*(?:data\[(\d+)\]|(0))\s*;|(\}))/y;
  statement.lastIndex = open + 1;
  let partition: number | null = null;
  for (let depth = 1; depth > 0; ) {
    const found = statement.exec(text);
    if (found === null) return edited("holds another statement than buffer[i][j] = data[k]");
    const [, which, row, column, position, zero, close] = found;
    if (which !== undefined) {
      if (partition !== null) edited("nests its conditions");
      partition = Number(which);
      depth++;
    } else if (close !== undefined) {
      partition = null;
      depth--;
    } else {
      const pixel: number = (partition ?? Number.NaN) * part + Number(row);
      const value = zero === undefined ? Number(position) : -1;
      if (!(Number(row) < part && pixel < pixels && Number(column) < inner && value < count)) {
        edited(`says ${found[0].trim()} for ${pixels} pixels of ${inner} elements`);
      }
      rows[pixel]![Number(column)] = value;
    }
  }
  return rows.some((row) => row.some(Number.isNaN)) ? edited("leaves places empty") : rows;
}
