import { fail } from "../../../errors/index.js";
import { nearestHelp } from "../../../formats/index.js";
import { describe, Fields, isMapping } from "../../fields.js";
import type { Alpha, PlainFunction, Quantizer } from "./quantizer.js";
import { parseQuantizerText } from "./text.js";

const code = "TF-KERAS-004";

/** Parameters that every quantiser may carry without changing what it computes at inference. */
const harmless = ["var_name", "use_ste", "use_variables", "use_stochastic_rounding", "temperature", "name"];

/** Parameters that would change the result; only null (or absent) is read. */
const refusedUnlessNull = [
  "scale_axis",
  "elements_per_scale",
  "min_po2_exponent",
  "max_po2_exponent",
  "post_training_scale",
];

interface QuantizerReader {
  /** Parameters in the order of QKeras' constructor, for positional arguments of a text. */
  readonly parameters: readonly string[];
  read(fields: Fields): Quantizer;
}

const bitsParameters = [
  "bits",
  "integer",
  "symmetric",
  "keep_negative",
  "alpha",
  "use_stochastic_rounding",
  "scale_axis",
  "qnoise_factor",
  "var_name",
  "use_ste",
  "use_variables",
];

const readers: Readonly<Record<string, QuantizerReader>> = {
  quantized_bits: { parameters: bitsParameters, read: readBits },
  quantized_linear: { parameters: bitsParameters, read: readLinear },
  quantized_relu: {
    parameters: [
      "bits",
      "integer",
      "use_sigmoid",
      "negative_slope",
      "use_stochastic_rounding",
      "relu_upper_bound",
      "is_quantized_clip",
      "qnoise_factor",
      "var_name",
      "use_ste",
      "use_variables",
    ],
    read: (fields) => ({
      kind: "relu",
      name: "quantized_relu",
      bits: fields.whole("bits", 1, 64, 8),
      integer: fields.whole("integer", -128, 128, 0),
      useSigmoid: fields.truth("use_sigmoid", false),
      negativeSlope: slope(fields),
      // The bound only counts where the quantiser's own range is not the ceiling.
      ceiling: fields.truth("is_quantized_clip", true) ? null : positiveOrNull(fields, "relu_upper_bound"),
    }),
  },
  quantized_tanh: {
    parameters: ["bits", "use_stochastic_rounding", "symmetric", "use_real_tanh"],
    read: (fields) => ({
      kind: "tanh",
      name: "quantized_tanh",
      bits: fields.whole("bits", 1, 64, 8),
      symmetric: fields.truth("symmetric", false),
      real: fields.truth("use_real_tanh", false),
    }),
  },
  quantized_sigmoid: {
    parameters: ["bits", "symmetric", "use_real_sigmoid", "use_stochastic_rounding"],
    read: (fields) => ({
      kind: "sigmoid",
      name: "quantized_sigmoid",
      bits: fields.whole("bits", 1, 64, 8),
      symmetric: fields.truth("symmetric", false),
      real: fields.truth("use_real_sigmoid", false),
    }),
  },
  binary: {
    parameters: ["use_01", "alpha", "use_stochastic_rounding"],
    read: (fields) => ({
      kind: "binary",
      name: "binary",
      zeroOne: fields.truth("use_01", false),
      alpha: alpha(fields),
    }),
  },
  stochastic_binary: {
    parameters: ["alpha", "temperature", "use_real_sigmoid"],
    read: (fields) => ({ kind: "binary", name: "stochastic_binary", zeroOne: false, alpha: alpha(fields) }),
  },
  ternary: {
    parameters: ["alpha", "threshold", "use_stochastic_rounding", "number_of_unrolls"],
    read: (fields) => readTernary(fields, "ternary"),
  },
  stochastic_ternary: {
    parameters: ["alpha", "threshold", "temperature", "use_real_sigmoid", "number_of_unrolls"],
    read: (fields) => readTernary(fields, "stochastic_ternary"),
  },
  quantized_po2: {
    parameters: [
      "bits",
      "max_value",
      "use_stochastic_rounding",
      "quadratic_approximation",
      "log2_rounding",
      "qnoise_factor",
      "var_name",
      "use_ste",
      "use_variables",
    ],
    read: (fields) => readPower(fields, "power"),
  },
  quantized_relu_po2: {
    parameters: [
      "bits",
      "max_value",
      "negative_slope",
      "use_stochastic_rounding",
      "quadratic_approximation",
      "log2_rounding",
      "qnoise_factor",
      "var_name",
      "use_ste",
      "use_variables",
    ],
    read: (fields) => readPower(fields, "reluPower"),
  },
};

const functions: readonly PlainFunction[] = [
  "hard_sigmoid",
  "smooth_sigmoid",
  "binary_sigmoid",
  "binary_tanh",
  "hard_tanh",
  "smooth_tanh",
];

const refused: Readonly<Record<string, string>> = {
  bernoulli: "draws random numbers at inference",
  quantized_ulaw: "puts its values on a logarithmic scale, off every fixed-point grid",
  quantized_hswish: "divides by 6 in float32 before it rounds",
};

/** Whether a text or mapping names one of QKeras' quantisers or functions, rather than a Keras activation. */
export function namesQuantizer(value: unknown): boolean {
  const name = isMapping(value) ? value.class_name : String(value).split("(")[0]!.trim();
  return typeof name === "string" && (Object.hasOwn(readers, name) || Object.hasOwn(refused, name) || isFunction(name));
}

/**
 * Reads a QKeras quantiser from its configuration or its text.
 *
 * @param value `{"class_name": "quantized_bits", "config": {...}}` or `"quantized_relu(6,0)"`
 * @throws TrigforgeError TF-KERAS-004 when it cannot be read, TF-KERAS-005 when it has no fixed-point meaning
 */
export function readQuantizer(value: unknown, where: string): Quantizer {
  if (typeof value === "string") {
    const call = parseQuantizerText(value, where);
    const parameters = readers[call.name]?.parameters ?? [];
    if (call.positional.length > parameters.length && Object.hasOwn(readers, call.name)) {
      fail(code, { where, what: `"${value.slice(0, 80)}" has too many values` });
    }
    const positional = call.positional.map((argument, index) => [parameters[index]!, argument] as const);
    return readNamed(call.name, { ...Object.fromEntries(positional), ...call.named }, where);
  }
  const fields = Fields.of(value, where, code);
  const config = fields.has("config") ? fields.fields("config").mapping : {};
  return readNamed(fields.text("class_name"), config, where);
}

function readNamed(fullName: string, config: Readonly<Record<string, unknown>>, where: string): Quantizer {
  const name = fullName.replace(/^qkeras>/, "").replace(/^Custom>/, "");
  if (isFunction(name)) return { kind: "function", name };
  if (Object.hasOwn(refused, name)) {
    return fail("TF-KERAS-005", {
      where,
      what: `${name} ${refused[name]}`,
      help: "use quantized_bits or quantized_relu",
    });
  }
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader === undefined) {
    const known = [...Object.keys(readers), ...functions];
    return fail(code, { where, what: `there is no quantiser "${name.slice(0, 60)}"`, ...nearestHelp(name, known) });
  }
  const fields = new Fields(config, `${where}: ${name}`, code);
  checkParameters(fields, reader.parameters);
  return reader.read(fields);
}

function checkParameters(fields: Fields, parameters: readonly string[]): void {
  for (const key of Object.keys(fields.mapping)) {
    const value = fields.get(key);
    if (refusedUnlessNull.includes(key)) {
      if (value !== undefined) {
        fail("TF-KERAS-005", { where: fields.where, what: `${key} is ${describe(value)}`, expected: "null" });
      }
    } else if (!parameters.includes(key) && !harmless.includes(key)) {
      fail(code, {
        where: fields.where,
        what: `there is no parameter "${key.slice(0, 60)}"`,
        ...nearestHelp(key, parameters),
      });
    }
  }
  if (fields.number("qnoise_factor", 1) !== 1) {
    fail("TF-KERAS-005", {
      where: fields.where,
      what: `qnoise_factor is ${describe(fields.get("qnoise_factor"))}: unquantised values are mixed in`,
      expected: "1",
    });
  }
}

function readBits(fields: Fields): Quantizer {
  const factor = alpha(fields);
  return {
    kind: "bits",
    name: "quantized_bits",
    bits: fields.whole("bits", 1, 64, 8),
    integer: fields.whole("integer", -128, 128, 0),
    symmetric: typeof factor === "string" || fields.truth("symmetric", false),
    keepNegative: fields.truth("keep_negative", true),
    alpha: factor,
  };
}

/** quantized_linear's alpha scales its grid itself: a power of two only moves the point. */
function readLinear(fields: Fields): Quantizer {
  const factor = alpha(fields) ?? 1;
  const shift = typeof factor === "number" ? Math.log2(factor) : Number.NaN;
  if (!Number.isInteger(shift)) {
    fail("TF-KERAS-005", {
      where: fields.where,
      what: `alpha is ${describe(factor)}: the grid of quantized_linear is no fixed-point grid`,
      expected: "null or a power of two",
    });
  }
  return {
    kind: "bits",
    name: "quantized_linear",
    bits: fields.whole("bits", 1, 64, 8),
    integer: fields.whole("integer", 0, 128, 0) + shift,
    symmetric: fields.truth("symmetric", true),
    keepNegative: fields.truth("keep_negative", true),
    alpha: 1,
  };
}

function readTernary(fields: Fields, name: "ternary" | "stochastic_ternary"): Quantizer {
  return {
    kind: "ternary",
    name,
    alpha: alpha(fields),
    threshold: fields.has("threshold") ? fields.number("threshold") : null,
    unrolls: fields.whole("number_of_unrolls", 0, 100, 5),
  };
}

function readPower(fields: Fields, kind: "power" | "reluPower"): Quantizer {
  const rounding = fields.text("log2_rounding", "rnd");
  if (rounding !== "rnd" && rounding !== "floor") return fields.wrong("log2_rounding", rounding, "rnd or floor");
  return {
    kind,
    name: kind === "power" ? "quantized_po2" : "quantized_relu_po2",
    bits: fields.whole("bits", 2, 10, 8),
    maximum: positiveOrNull(fields, "max_value"),
    negativeSlope: kind === "reluPower" ? slope(fields) : 0,
    quadratic: fields.truth("quadratic_approximation", false),
    rounding,
  };
}

function isFunction(name: string): name is PlainFunction {
  return (functions as readonly string[]).includes(name);
}

function alpha(fields: Fields): Alpha {
  const value = fields.get("alpha");
  if (value === undefined) return null;
  if (value === "auto" || value === "auto_po2") return value;
  const factor = fields.number("alpha");
  return factor > 0 ? factor : fields.wrong("alpha", value, "null, a positive number, auto or auto_po2");
}

function positiveOrNull(fields: Fields, name: string): number | null {
  if (!fields.has(name)) return null;
  const value = fields.number(name);
  return value > 0 ? value : fields.wrong(name, value, "null or a positive number");
}

/** A slope below zero: 0 or a power of two, as QKeras itself demands. */
function slope(fields: Fields): number {
  const value = fields.number("negative_slope", 0);
  if (value === 0 || (value > 0 && Number.isInteger(Math.log2(value)))) return value;
  return fields.wrong("negative_slope", value, "0 or a power of two");
}
