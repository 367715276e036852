import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { fixed } from "../../../src/fixed/index.js";
import type { Hdf5File, Hdf5Group, Hdf5Node } from "../../../src/formats/index.js";
import {
  importKeras3,
  type Keras3Options,
  type KerasArchive,
  readKerasArchive,
} from "../../../src/importers/keras3/index.js";
import { archiveBytes } from "./support.js";

// What is refused, and that the message names it.

async function archive(name: string): Promise<KerasArchive> {
  return readKerasArchive(archiveBytes(name), `${name}.keras`);
}

function refusal(archive: KerasArchive, options: Partial<Keras3Options> = {}): string {
  try {
    importKeras3(archive, "network", { fidelity: "as trained", ...options });
  } catch (error) {
    if (error instanceof TrigforgeError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "imported";
}

/** A copy of an archive in which the numbers of some variables are replaced. */
function withNumbers(sound: KerasArchive, pattern: RegExp, replace: (value: number) => number): KerasArchive {
  const copy = (group: Hdf5Group): Hdf5Group => ({
    ...group,
    children: new Map(
      [...group.children].map(([name, child]): [string, Hdf5Node] => {
        if (child.kind === "group") return [name, copy(child)];
        if (!pattern.test(child.path)) return [name, child];
        const values = Float64Array.from(child.read() as ArrayLike<number>, (value) => replace(Number(value)));
        return [name, { ...child, type: "float64" as const, read: () => values }];
      }),
    ),
  });
  return { ...sound, weights: copy(sound.weights) as Hdf5File };
}

/** A copy of an archive in which the text of its architecture is changed. */
function withText(sound: KerasArchive, from: string | RegExp, to: string): KerasArchive {
  const text = JSON.stringify(sound.architecture);
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return { ...sound, architecture: JSON.parse(changed) };
}

describe("calibration", () => {
  const integers = /\/[ib]q\/quantizer\/vars\/2$/;

  it("refuses fractions that training left, naming the quantiser", async () => {
    const trained = withNumbers(
      await archive("dense_wrap"),
      /q_dense_1\/iq\/quantizer\/vars\/2$/,
      (bits) => bits - 0.37,
    );
    expect(refusal(trained)).toMatch(/^TF-KERAS3-006 .*layer "second".*iq_conf.*never calibrated.*fractions/s);
  });

  it("refuses a reset without data", async () => {
    const reset = withNumbers(await archive("dense_wrap"), /q_dense\/iq\/quantizer\/vars\/2$/, () => -1e9);
    expect(refusal(reset)).toMatch(/^TF-KERAS3-006 .*no data was seen/s);
  });

  it("refuses a network that has what it began with, everywhere", async () => {
    const sound = await archive("dense_wrap");
    const fresh = withNumbers(
      withNumbers(sound, integers, () => 1),
      /\/[ibo]q\/quantizer\/vars\/[12]$/,
      () => 1,
    );
    expect(refusal(fresh)).toMatch(/^TF-KERAS3-006 .*began with.*trace_minmax/s);
  });

  it("takes widths as stored when told to, with a note", async () => {
    const trained = withNumbers(
      await archive("dense_wrap"),
      /q_dense_1\/iq\/quantizer\/vars\/2$/,
      (bits) => bits - 0.37,
    );
    const program = importKeras3(trained, "network", { fidelity: "as trained", calibration: "as stored" });
    expect(program.provenance.notes.join()).toMatch(/never calibrated.*as stored/);
  });
});

describe("refusals", () => {
  it.each([
    ["dense_wrap", '"QDense"', '"QConvT1D"', /TF-KERAS3-003 .*first \(hgq's QConvT1D\)/s],
    ["dense_wrap", '"class_name":"Functional"', '"class_name":"MyModel"', /TF-KERAS3-002 .*MyModel/s],
    ["dense_wrap", '"overflow_mode":"WRAP"', '"overflow_mode":"WRAP_SM"', /TF-KERAS3-005 .*WRAP_SM/s],
    ["dense_wrap", '"q_type":"kif"', '"q_type":"float"', /TF-KERAS3-005 .*float/s],
    ["dense_wrap", '"round_mode":"RND"', '"round_mode":"NEAREST"', /TF-KERAS3-005 .*NEAREST/s],
    ["dense_wrap", '"activation":"relu"', '"activation":"my_own"', /TF-KERAS3-003 .*my_own/s],
    ["dense_wrap", '"scaler":null', '"scaler":3', /TF-KERAS3-005 .*scaler of 3/s],
    ["dense_wrap", '["first",0,0]', '["first",1,0]', /TF-KERAS-001 .*does not come before it/s],
    ["dense_wrap", '["first",0,0]', '["first",0,1]', /TF-KERAS3-003 .*several tensors/s],
    ["conv2d", '"data_format":"channels_last"', '"data_format":"channels_first"', /TF-KERAS3-003 .*last axis/s],
    ["attention", '"attention_axes":[1]', '"attention_axes":[2]', /TF-KERAS3-003 .*axes/s],
    ["dense_wrap", /"kwargs":\{\}/, '"kwargs":{"mask":1}', /TF-KERAS3-003 .*mask/s],
    ["dense_wrap", '"units":5', '"units":7', /TF-KERAS3-004 .*kernel.*\[6,7\]/s],
  ] as const)("%s with %s as %s", async (name, from, to, message) => {
    expect(refusal(withText(await archive(name), from, to))).toMatch(message);
  });

  it("a function that no quantiser follows", async () => {
    const open = withText(await archive("tables"), '["after",0,0]', '["dense",0,0]');
    expect(refusal(open)).toMatch(/TF-KERAS3-007 .*tanh gives real numbers/s);
  });

  it("options that do not fit", async () => {
    const sound = await archive("dense_wrap");
    expect(refusal(sound, { fidelity: "as hls4ml", configuration: {} })).toMatch(/TF-KERAS3-008 .*from the network/s);
    expect(refusal(sound, { inputs: { y: fixed(8, 4) } })).toMatch(/TF-KERAS3-008 .*no input "y"/s);
  });

  it("an archive without its parts", async () => {
    const bytes = zipSync({ "metadata.json": new TextEncoder().encode("{}") });
    await expect(readKerasArchive(bytes, "empty.keras")).rejects.toMatchObject({ code: "TF-KERAS3-001" });
  });
});
