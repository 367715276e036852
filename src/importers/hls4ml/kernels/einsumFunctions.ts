import { findGenerated } from "../arithmetic/reader.js";
import type { CallContext } from "./kernel.js";

/**
 * The functions that the generated kernel of an einsum-dense layer calls, one for each shared index:
 * `einsum_3_da_0_of_2(&inp_tpose[(0 * 3 + l0) * 4], &out_tpose[(0 * 3 + l0) * 3]);`.
 *
 * @throws TrigforgeError TF-HLS4ML-015 when the kernel's text is something else
 */
export function einsumFunctions(
  call: CallContext,
  kernel: string,
  { batch, rows, inner, columns }: { batch: number; rows: number; inner: number; columns: number },
): string[] {
  const tokens = call.headerTokens("nnet_code_gen.h");
  const found = tokens === null ? null : findGenerated(tokens, kernel);
  if (found === null) return call.ungenerated(`${kernel} is not in the project's nnet_code_gen.h`);
  const names = found.parameters.filter(
    ({ kind, text }) => kind === "name" && /^(?:inp_tpose|out_tpose|l0)$/.test(text),
  );
  const statements = found.body
    .map(({ text }) => text)
    .join("")
    .split(";")
    .slice(0, -1);
  if (names.length !== 3 || statements.length !== batch) {
    return call.ungenerated(`${kernel} has ${statements.length} statements for ${batch} shared indices`);
  }
  return statements.map((statement, index) => {
    const part = (array: string, extent: number): string => `&${array}[(${index}*${rows}+l0)*${extent}]`;
    const name = statement.slice(0, Math.max(0, statement.indexOf("(")));
    const expected = `${name}(${part("inp_tpose", inner)},${part("out_tpose", columns)})`;
    if (/^\w+$/.test(name) && statement === expected) return name;
    return call.ungenerated(`${kernel} holds "${statement.slice(0, 80)}"`);
  });
}
