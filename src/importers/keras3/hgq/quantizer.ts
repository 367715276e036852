import { fail } from "../../../errors/index.js";
import type { Rounding } from "../../../fixed/index.js";
import { roundings } from "../../../fixed/index.js";
import type { Hdf5Group } from "../../../formats/index.js";
import { elementCount } from "../../../ops/index.js";
import { describe, type Fields } from "../../fields.js";
import { roundHalfEven } from "../../keras/quantizers/float32.js";
import { groupAt } from "../groups.js";
import { readVariable, variableSets } from "../variables.js";

/** How an HGQ quantiser treats what is out of range. */
export type HgqOverflow = "WRAP" | "SAT" | "SAT_SYM";

/** What the widths of a wrapping quantiser say of its calibration; the others need none. */
export type Calibration = "none needed" | "plausible" | "initial" | "fractional" | "reset";

/**
 * An HGQ quantiser: a fixed-point format for each element of a tensor, or for each element of an axis. Element e keeps
 * `integer[e]` bits before the point, the sign aside, and `fraction[e]` behind; where sign, integer and fraction bits
 * together are none, the result is 0.
 */
export interface HgqQuantizer {
  /** Shape of the lists below; it broadcasts to the tensor. The batch axis of activations is left out. */
  readonly shape: readonly number[];
  readonly signed: readonly boolean[];
  readonly integer: readonly number[];
  readonly fraction: readonly number[];
  readonly rounding: Rounding;
  readonly overflow: HgqOverflow;
  /** Weights under WRAP are rounded and neither wrapped nor cleared: HGQ2 finds their integer bits anew each time. */
  readonly roundsOnly: boolean;
  /** The input is divided by it before, and the result multiplied by it after. */
  readonly scaler: number;
  /** The result times the first, plus the second. */
  readonly affine: readonly [number, number];
  readonly calibration: Calibration;
  readonly where: string;
}

/** Widest number of bits on either side of the point. */
const widestSide = 256;

/** What a place in HGQ2 imposes on its quantiser, whatever the configuration says. */
export interface Imposed {
  readonly rounding?: Rounding;
  readonly overflow?: HgqOverflow;
}

/** Configurations that leave out what they stand for: the clipped lines of a tanh and of a sigmoid. */
const presets: Readonly<Record<string, { overflow: HgqOverflow; affine: readonly [number, number] }>> = {
  HardTanhConfig: { overflow: "SAT", affine: [1, 0] },
  HardSigmoidConfig: { overflow: "SAT", affine: [0.25, 0.5] },
};

/**
 * Reads a quantiser: its modes from the configuration, its bit widths from the weights file.
 *
 * @param owner the group of the layer that has it; null where the file knows no such layer
 * @param slot its attribute: `iq`, `kq`, `bq`, `oq`; or a path to it
 * @param configuration the layer's `iq_conf` and so on
 * @param place what it applies to: activations have a batch axis of extent 1
 * @returns null for a quantiser that does nothing
 * @throws TrigforgeError TF-KERAS3-002, -004 and -005
 * Source of the semantics: HGQ2 0.2 and quantizers 1.2; docs/importers-hgq.md has the formulae.
 */
export function readQuantizer(
  owner: Hdf5Group | null,
  slot: string,
  configuration: Fields,
  place: "activation" | "weight",
  imposed: Imposed = {},
): HgqQuantizer | null {
  const { where } = configuration;
  const config = configuration.fields("config");
  const type = config.text("q_type");
  if (type === "dummy") return null;
  if (type !== "kbi" && type !== "kif") {
    return unread(where, `a quantiser of type ${describe(type)}`, "kbi or kif");
  }
  const preset = presets[configuration.text("class_name", "")];
  const overflow = imposed.overflow ?? preset?.overflow ?? readOverflow(config);
  const rounding = imposed.rounding ?? readRounding(config);
  const wraps = overflow === "WRAP";
  const group = slotGroup(owner, slot);
  const at = `${where}: ${group?.path ?? slot}`;
  const sets = variableSets(group);
  const read = (index: number, what: string) => readVariable(sets[index], null, `${at}: ${what}`);
  // Trainable variables come first; under WRAP the integer bits are traced, not trained.
  const names =
    type === "kbi" ? (wraps ? ["b", "k", "i"] : ["b", "i", "k"]) : wraps ? ["f", "k", "i"] : ["i", "f", "k"];
  const stored = new Map(names.map((name, index) => [name, read(index, name)]));
  const k = stored.get("k")!;
  const i = stored.get("i")!;
  const other = stored.get(type === "kbi" ? "b" : "f")!;
  if ([...stored.values()].some(({ shape }) => shape.join() !== k.shape.join())) {
    return fail("TF-KERAS3-004", { where: at, what: "its widths differ in shape" });
  }
  const bad = k.values.find((value) => value !== 0 && value !== 1);
  if (bad !== undefined) return fail("TF-KERAS3-004", { where: at, what: `a sign of ${bad} bits`, expected: "0 or 1" });
  const isWeight = config.truth("is_weight", false) && config.truth("trainable", true);
  const roundsOnly = wraps && isWeight && (type === "kif" || rounding === "RND");
  const calibration = wraps && !roundsOnly ? calibrationOf(i.values, k.values, config) : "none needed";
  const integer = i.values.map(roundHalfEven);
  const fraction = other.values.map((value, index) => roundHalfEven(value) - (type === "kbi" ? integer[index]! : 0));
  const affine = preset?.affine ?? (config.has("affine") ? readAffine(config) : ([1, 0] as const));
  return {
    shape: place === "activation" ? withoutBatch(k.shape, at) : k.shape,
    signed: k.values.map((value) => value === 1),
    // A quantiser that was reset and never traced has no bits; it is refused or left at 0.
    integer: calibration === "reset" ? integer.map((value) => Math.max(value, -widestSide)) : integer,
    fraction: calibration === "reset" ? fraction.map((value) => Math.min(value, widestSide)) : fraction,
    rounding,
    overflow,
    roundsOnly,
    scaler: config.number("scaler", 1),
    affine,
    calibration,
    where: at,
  };
}

/** The group of a quantiser: HGQ2 has it as an attribute `_iq` and a property `iq`, and Keras saves the first it meets. */
export function slotGroup(owner: Hdf5Group | null, slot: string): Hdf5Group | null {
  if (owner === null) return null;
  return groupAt(owner, `_${slot}/quantizer`) ?? groupAt(owner, `${slot}/quantizer`);
}

function readOverflow(config: Fields): HgqOverflow {
  const mode = config.text("overflow_mode").toUpperCase();
  if (mode === "WRAP" || mode === "SAT" || mode === "SAT_SYM") return mode;
  return unread(config.where, `overflow mode ${describe(mode)}`, "WRAP, SAT or SAT_SYM");
}

/** Stochastic modes are deterministic at inference. */
function readRounding(config: Fields): Rounding {
  const mode = config.text("round_mode").toUpperCase().replace(/^S_/, "");
  if ((roundings as readonly string[]).includes(mode)) return mode as Rounding;
  return unread(config.where, `rounding mode ${describe(mode)}`, roundings.join(", "));
}

function readAffine(config: Fields): readonly [number, number] {
  const list = config.list("affine");
  if (list.length === 2 && list.every((value) => typeof value === "number" && Number.isFinite(value))) {
    return [Math.fround(list[0] as number), Math.fround(list[1] as number)];
  }
  return config.wrong("affine", list, "two numbers");
}

function withoutBatch(shape: readonly number[], where: string): readonly number[] {
  if (shape.length >= 1 && shape[0] === 1) return shape.slice(1);
  return unread(where, `widths of shape [${shape}] on an activation`, "one format for the whole batch");
}

/** trace_minmax begins at −10^9 integer bits and unsigned, and leaves whole numbers; training leaves fractions. */
function calibrationOf(integer: readonly number[], signs: readonly number[], config: Fields): Calibration {
  if (integer.some((bits) => bits < -1e6)) return "reset";
  if (integer.some((bits) => !Number.isInteger(bits))) return "fractional";
  const [i0, k0] = [config.get("i0"), config.get("k0")];
  const startsAt = typeof i0 === "number" ? i0 : Number.NaN;
  const signed = k0 === true || k0 === 1 ? 1 : 0;
  const untouched = integer.every((bits) => bits === startsAt) && signs.every((sign) => sign === signed);
  return untouched ? "initial" : "plausible";
}

/** For each element of a tensor, the index of its format in the quantiser's lists. @throws TrigforgeError TF-KERAS3-004 */
export function formatIndices({ shape, where }: HgqQuantizer, tensor: readonly number[]): number[] {
  const fits = shape.length === tensor.length && shape.every((extent, axis) => extent === 1 || extent === tensor[axis]);
  if (!fits) {
    return fail("TF-KERAS3-004", {
      where,
      what: `widths of shape [${shape}]`,
      expected: `[${tensor}], or 1 in places`,
    });
  }
  let indices = [0];
  for (const [axis, extent] of shape.entries()) {
    const steps = Array.from({ length: tensor[axis]! }, (_unused, step) => (extent === 1 ? 0 : step));
    indices = indices.flatMap((start) => steps.map((step) => start * extent + step));
  }
  return indices.length === elementCount(tensor) ? indices : [];
}

function unread(where: string, what: string, expected: string): never {
  return fail("TF-KERAS3-005", { where, what, expected });
}
