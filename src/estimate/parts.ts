import { fail } from "../errors/index.js";

/** Amounts of what an FPGA has, or of what a design takes. Block memory counts in halves of 18 Kb. */
export interface Resources {
  readonly lut: number;
  readonly ff: number;
  readonly dsp: number;
  readonly bram18: number;
  readonly uram: number;
}

/** The kinds of resource, in the order of tables. */
export const resourceNames = ["lut", "ff", "dsp", "bram18", "uram"] as const satisfies readonly (keyof Resources)[];

/** A generation of logic: delays and the shape of a DSP block follow from it. */
export type Family = "series7" | "ultrascale" | "ultrascale+";

/** A device: totals, and the super logic regions that they are divided among. */
export interface Part {
  /** Its name without package and speed grade, in lower case. */
  readonly device: string;
  readonly family: Family;
  readonly total: Resources;
  /** Super logic regions. */
  readonly regions: number;
  /** Where it is used. */
  readonly use: string;
  /** Where the totals were read. */
  readonly source: string;
}

const report = (part: string): string => `"Available" of a csynth report for ${part}`;

const part = (
  device: string,
  family: Family,
  [lut, ff, dsp, bram18, uram]: readonly [number, number, number, number, number],
  regions: number,
  use: string,
  source: string,
): Part => ({ device, family, total: { lut, ff, dsp, bram18, uram }, regions, use, source });

/** The FPGAs that triggers and their demonstrators use. */
export const parts: readonly Part[] = [
  part(
    "xcvu13p",
    "ultrascale+",
    [1728000, 3456000, 12288, 5376, 1280],
    4,
    "Serenity-S, X2O, APx of CMS Phase 2",
    `${report("xcvu13p-flga2577-2-e")}, with "Available SLR"`,
  ),
  part(
    "xcvu9p",
    "ultrascale+",
    [1182240, 2364480, 6840, 4320, 960],
    3,
    "VCU118, APd1, gFEX, jFEX",
    `${report("xcvu9p-flga2104-2L-e")}, with "Available SLR"`,
  ),
  part(
    "xcvu7p",
    "ultrascale+",
    [788160, 1576320, 4560, 2880, 640],
    2,
    "daughter cards",
    "AMD UltraScale+ product tables (DS890, DS923); no report was at hand",
  ),
  part(
    "xcu250",
    "ultrascale+",
    [1728000, 3456000, 12288, 5376, 1280],
    4,
    "Alveo U250, the default of hls4ml's tutorial",
    `${report("xcu250-figd2104-2L-e")}, with "Available SLR"`,
  ),
  part(
    "xcku15p",
    "ultrascale+",
    [522720, 1045440, 1968, 1968, 128],
    1,
    "Serenity KU15P, HGCAL",
    report("xcku15p-ffve1517-1-i"),
  ),
  part(
    "xcku115",
    "ultrascale",
    [663360, 1326720, 5520, 4320, 0],
    2,
    "MTF7, ocean, hls4ml's former default",
    "AMD UltraScale product tables (DS890, DS892); no report was at hand",
  ),
  part(
    "xc7vx690t",
    "series7",
    [433200, 866400, 3600, 2940, 0],
    1,
    "MP7, the global trigger, CTP7 of Run 3",
    report("xc7vx690t-ffg1761-2"),
  ),
  part("xczu7ev", "ultrascale+", [230400, 460800, 1728, 624, 96], 1, "ZCU104, ZCU106", report("xczu7ev-ffvc1156-2-e")),
  part("xczu9eg", "ultrascale+", [274080, 548160, 2520, 1824, 0], 1, "ZCU102", report("xczu9eg-ffvb1156-2-e")),
  part("xc7z020", "series7", [53200, 106400, 220, 280, 0], 1, "PYNQ-Z2", report("xc7z020-clg400-1")),
  part("xc7z007s", "series7", [14400, 28800, 66, 100, 0], 1, "small Zynq boards", report("xc7z007s-clg225-2")),
  part("xc7a200t", "series7", [134600, 269200, 740, 730, 0], 1, "Artix boards", report("xc7a200tl-ffg1156-2L")),
];

/** A device with the speed grade that its full name gives. */
export interface ChosenPart extends Part {
  /** 1 is the slowest; 2 when the name gives none. */
  readonly speedGrade: number;
}

/**
 * The device of a part's name, `xcvu13p-flga2577-2-e` or `xc7z020clg400-1`.
 *
 * @throws TrigforgeError TF-ESTIMATE-001 when the table has no such device
 */
export function findPart(name: string, where = "plan: part"): ChosenPart {
  const lower = name.toLowerCase();
  const found = parts
    .filter(({ device }) => lower.startsWith(device) && !/^[0-9]/.test(lower.slice(device.length)))
    .sort((a, b) => b.device.length - a.device.length)[0];
  if (found === undefined) {
    return fail("TF-ESTIMATE-001", {
      where,
      what: `nothing is known of the part ${name}`,
      expected: `a part that begins with ${parts.map(({ device }) => device).join(", ")}`,
    });
  }
  const grade = /-([123])l?v?(-[a-z])?$/.exec(lower);
  return { ...found, speedGrade: grade === null ? 2 : Number(grade[1]) };
}

/** What one super logic region of a part has. */
export function regionOf({ total, regions }: Part): Resources {
  const share = (amount: number): number => Math.floor(amount / regions);
  return {
    lut: share(total.lut),
    ff: share(total.ff),
    dsp: share(total.dsp),
    bram18: share(total.bram18),
    uram: share(total.uram),
  };
}
