import { join } from "node:path";
import { folder, goldenFiles, readJson } from "./support.js";

/** A way of importing a Keras layer that a golden network proves. */
export interface Cell {
  /** The Keras class. */
  readonly layer: string;
  readonly frontEnd: "Keras 2 as trained" | "Keras 2 as hls4ml";
  /** reference: conversions.test.ts and trained.test.ts; WASM: emulator.test.ts. */
  readonly backend: "reference" | "WASM";
  /** A network that has the layer. */
  readonly network: string;
}

interface Architecture {
  config: { layers: { class_name: string; config: Record<string, unknown> }[] };
}

/** The classes in a network, those inside models and wrappers included. */
function classesOf({ config }: Architecture): string[] {
  return config.layers.flatMap(({ class_name: name, config: own }) => {
    const inner = Array.isArray(own.layers) ? classesOf({ config: own } as unknown as Architecture) : [];
    const wrapped = own.layer as { class_name: string } | undefined;
    return [name, ...inner, ...(wrapped === undefined ? [] : [wrapped.class_name])];
  });
}

/** Every layer of the golden networks, by front end and backend: what the table of layers in the documentation counts. */
export function provedCells(): Cell[] {
  const cells = new Map<string, Cell>();
  const prove = (network: string, frontEnd: Cell["frontEnd"]): void => {
    for (const layer of classesOf(readJson<Architecture>(goldenFiles(network).architecture))) {
      for (const backend of ["reference", "WASM"] as const) {
        cells.set(`${layer} ${frontEnd} ${backend}`, { layer, frontEnd, backend, network });
      }
    }
  };
  for (const set of ["", "_spatial", "_sequence"]) {
    const conversions = readJson<Record<string, Record<string, { error?: string }>>>(
      join(folder, `golden/conversions${set}.json`),
    );
    for (const [network, cases] of Object.entries(conversions)) {
      if (Object.values(cases).some(({ error }) => error === undefined)) prove(network, "Keras 2 as hls4ml");
    }
    const { networks } = readJson<{ networks: Record<string, { predictions?: unknown }> }>(
      join(folder, `golden/predictions${set}.json`),
    );
    for (const [network, { predictions }] of Object.entries(networks)) {
      const isFloat = ["floats", "plain", "normalized_plain"].includes(network);
      if (predictions !== undefined && !isFloat) prove(network, "Keras 2 as trained");
    }
  }
  return [...cells.values()];
}
