import { fail } from "../../../errors/index.js";
import type { CallContext } from "./kernel.js";

/**
 * Whether a class is one that hls4ml 1.0 to 1.2 generate for a pointwise convolution of one dimension: it cuts the data into
 * `reuse_factor` parts, multiplies each, and puts the results together again.
 *
 * @throws TrigforgeError TF-HLS4ML-010 when the class has such a name and another text
 */
export function isGeneratedPointwise(call: CallContext, kernel: string): boolean {
  const name = kernel.split("::").at(-1)!;
  if (!/^pointwise_conv_\w+$/.test(name)) return false;
  const text = call.headerText("nnet_code_gen.h");
  const start = text === null ? null : new RegExp(`\\bclass\\s+${name}\\b`).exec(text);
  if (text === null || start === null) return false;
  const end = text.indexOf("};", start.index);
  const body = text
    .slice(text.indexOf("{", start.index), end)
    .replace(/^\s*#pragma[^\n]*$/gm, "")
    .replace(/\s+/g, " ");
  const calls = [...body.matchAll(callPattern)];
  const parts = call.config.count("reuse_factor");
  const inOrder = calls.every(([, from, to], index) => Number(from) === index && Number(to) === index);
  const rest = body
    .replace(callPattern, "")
    .replace(/\b\w+Loop: /g, "")
    .replace(/\s+/g, "");
  if (calls.length === parts && inOrder && rest === frame) return true;
  return fail("TF-HLS4ML-010", {
    where: call.where,
    what: `${name} in nnet_code_gen.h is not the text that hls4ml generates for a reuse factor of ${parts}`,
  });
}

const callPattern =
  /(?:nnet::)?pointwise_conv_1d_latency_cl<data_T, res_T, CONFIG_T>\(data_tmp\[(\d+)\], res_tmp\[(\d+)\], weights, biases\);/g;

/** What stands around the calls: the copies into the parts and out of them. */
const frame = `{public:static void conv(
data_T data[CONFIG_T::in_width * CONFIG_T::n_chan], res_T res[CONFIG_T::out_width * CONFIG_T::n_filt],
typename CONFIG_T::weight_t weights[CONFIG_T::n_chan * CONFIG_T::n_filt],
typename CONFIG_T::bias_t biases[CONFIG_T::n_filt]) {
data_T data_tmp[CONFIG_T::reuse_factor][CONFIG_T::in_width * CONFIG_T::n_chan / CONFIG_T::reuse_factor];
res_T res_tmp[CONFIG_T::reuse_factor][CONFIG_T::out_width * CONFIG_T::n_filt / CONFIG_T::reuse_factor];
for (int jj = 0; jj < CONFIG_T::reuse_factor; jj++) {
for (int ii = 0; ii < CONFIG_T::in_width * CONFIG_T::n_chan / CONFIG_T::reuse_factor; ii++) {
data_tmp[jj][ii] = data[jj * CONFIG_T::in_width * CONFIG_T::n_chan / CONFIG_T::reuse_factor + ii]; } }
for (int jj = 0; jj < CONFIG_T::reuse_factor; jj++) {
for (int ii = 0; ii < CONFIG_T::out_width * CONFIG_T::n_filt / CONFIG_T::reuse_factor; ii++) {
res[jj * CONFIG_T::out_width * CONFIG_T::n_filt / CONFIG_T::reuse_factor + ii] = res_tmp[jj][ii]; } } }`.replace(
  /\s+/g,
  "",
);
