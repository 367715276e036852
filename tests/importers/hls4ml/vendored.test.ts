import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Sources } from "../../../src/importers/hls4ml/cpp/sources.js";
import { kernels } from "../../../src/importers/hls4ml/kernels/index.js";
import { spatialKernels } from "../../../src/importers/hls4ml/known/spatial.js";
import { streamedKernels } from "../../../src/importers/hls4ml/known/streams.js";
import { knownKernels } from "../../../src/importers/hls4ml/knownKernels.js";
import { VendoredKernels } from "../../../src/importers/hls4ml/vendoredKernels.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { anchorsFolder, readFolder } from "../../golden/anchors.js";
import { repositoryRoot, requireOrSkip, vendorHeaders } from "../../support/oracle.js";
import { fixture } from "./fixtures.js";

const place = { file: "top.cpp", line: 1 };
const known = { ...knownKernels, ...spatialKernels, ...streamedKernels };
/** Every definition with a known text, as `header.h:name`. */
const names = Object.entries(known).flatMap(([header, definitions]) =>
  Object.keys(definitions).map((name) => `${header}:${name}`),
);
/** Those that networks of arrays without convolutions call. */
const ofArrays = names.filter((name) => {
  const header = name.slice(0, name.indexOf(":"));
  return header in knownKernels && !header.endsWith("_stream.h");
});
/** Texts that older releases have otherwise, and that are refused by name. */
const older = /:(?:selu|hard_sigmoid|lstm|lstm_static|lstm_stack|gru|gru_static|gru_stack)$/;
const headers = vendorHeaders();

test.skipIf(!requireOrSkip("hls4ml's kernel headers", headers !== null))(
  "every kernel of the installed hls4ml is known, as current",
  () => {
    const files = readFolder(join(headers!, "../nnet_utils"));
    const vendored = new VendoredKernels(new Sources(files), "top.cpp");
    expect(names.map((name) => `${name}: ${vendored.variant(name, place)}`)).toEqual(
      names.map((name) => `${name}: current`),
    );
    expect([...vendored.absent]).toEqual([]);
  },
);

const anchors = anchorsFolder();
if (anchors === null) console.warn("\n*** SKIPPED for lack of the public CMS model repositories: their kernels ***\n");
test.skipIf(anchors === null)("every kernel of the public CMS projects is known", () => {
  const folders = [
    "AXOL1TL/AXOL1TL_v1/NN",
    "AXOL1TL/AXOL1TL_v6/NN",
    "CICADA/CICADA_v1",
    "CICADA/CICADA_v2p2p0",
    "EMTF_NN/EMTFnn_v1",
  ];
  for (const folder of folders) {
    const vendored = new VendoredKernels(new Sources(readFolder(join(anchors!, folder, "nnet_utils"))), "top.cpp");
    const refused = ofArrays.filter((name) => {
      try {
        return vendored.variant(name, place) === "";
      } catch {
        return true;
      }
    });
    expect(refused.filter((name) => !older.test(name))).toEqual([]);
  }
});

test("the page lists every kernel, and each names definitions whose text is known", () => {
  const page = readFileSync(join(repositoryRoot, "docs/importers-hls4ml.md"), "utf8");
  for (const [name, kernel] of Object.entries(kernels)) {
    expect(page).toContain(`\`${name}\``);
    const unknown = kernel.uses.filter((use) => !names.some((name) => name === use || name.endsWith(`:${use}`)));
    expect(unknown).toEqual([]);
  }
});

/** A kernel written for this test: not hls4ml's text. */
const ownRelu = `
namespace nnet {
template <class data_T, class res_T, typename CONFIG_T>
void relu(data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_in]) {
    for (int i = 0; i < CONFIG_T::n_in; i++) res[i] = data[i] > 0 ? res_T(data[i]) : res_T(0);
}
}
`;

describe("a project's own kernels", () => {
  test("an edited kernel that is called is refused by name", () => {
    const files = { ...fixture("static_const"), "NN/nnet_utils/nnet_activation.h": ownRelu };
    expect(() => importHls4mlProject(files)).toThrow(
      /NN\/Small_v1.cpp:35: NN\/nnet_utils\/nnet_activation.h defines nnet::relu in a way that no known[\s\S]*TF-HLS4ML-010/,
    );
  });

  test("an edited kernel that nothing calls does not matter", () => {
    const own = ownRelu.replace("void relu", "void tanh");
    const files = { ...fixture("static_const"), "NN/nnet_utils/nnet_activation.h": own };
    expect(importHls4mlProject(files).outputs).toHaveLength(1);
  });

  test("without kernels in the folder the program says what was assumed", () => {
    expect(importHls4mlProject(fixture("defines")).provenance.notes).toEqual([
      "kernels whose text the project does not bring are taken to be those of hls4ml 1.3",
    ]);
  });
});
