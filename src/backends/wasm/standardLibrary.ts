// What generated programs and assembly/ may use of AssemblyScript's standard library, declared here: the compiler parses it
// before each program, and the whole library takes longer than an emulator itself. What a function does is built into the
// compiler; a declaration gives its name and types. The classes are stand-ins for those that the compiler looks up.

/** Names by signature. */
type Declared = readonly (readonly [signature: string, names: string])[];

const one = "(a: v128): v128";
const two = "(a: v128, b: v128): v128";
const shift = "(a: v128, b: i32): v128";
const load = "(ptr: usize, immOffset?: usize, immAlign?: usize): v128";

const lanes = (lane: string): Declared => [
  [`(x: ${lane}): v128`, "splat"],
  [`(x: v128, idx: u8, value: ${lane}): v128`, "replace_lane"],
  [one, "abs neg"],
  [two, "add sub mul eq ne lt_s le_s gt_s ge_s"],
  [shift, "shl shr_s shr_u"],
  ["(a: v128): bool", "all_true"],
  ["(a: v128): i32", "bitmask"],
];

const floatLanes = (lane: string): Declared => [
  [`(x: ${lane}): v128`, "splat"],
  [`(x: v128, idx: u8): ${lane}`, "extract_lane"],
  [`(x: v128, idx: u8, value: ${lane}): v128`, "replace_lane"],
  [one, "abs neg sqrt ceil floor trunc nearest"],
  [two, "add sub mul div min max pmin pmax eq ne lt le gt ge"],
];

const vectors: Readonly<Record<string, Declared>> = {
  v128: [
    [load, "load load16x4_s load16x4_u load32x2_s load32x2_u"],
    [load, "load8_splat load16_splat load32_splat load64_splat load32_zero load64_zero"],
    ["(ptr: usize, value: v128, immOffset?: usize, immAlign?: usize): void", "store"],
    [
      `(ptr: usize, vec: v128, idx: u8, immOffset?: usize, immAlign?: usize): v128`,
      "load16_lane load32_lane load64_lane",
    ],
    [
      `(ptr: usize, vec: v128, idx: u8, immOffset?: usize, immAlign?: usize): void`,
      "store16_lane store32_lane store64_lane",
    ],
    [two, "and or xor andnot"],
    [one, "not"],
    ["(a: v128, b: v128, mask: v128): v128", "bitselect"],
    ["(a: v128): bool", "any_true"],
  ],
  i16x8: [
    ...lanes("i16"),
    ["(x: v128, idx: u8): i16", "extract_lane_s"],
    ["(x: v128, idx: u8): u16", "extract_lane_u"],
    [two, "min_s min_u max_s max_u add_sat_s add_sat_u sub_sat_s sub_sat_u lt_u le_u gt_u ge_u avgr_u q15mulr_sat_s"],
    [two, "narrow_i32x4_s narrow_i32x4_u"],
  ],
  i32x4: [
    ...lanes("i32"),
    ["(x: v128, idx: u8): i32", "extract_lane"],
    [two, "min_s min_u max_s max_u lt_u le_u gt_u ge_u dot_i16x8_s"],
    [two, "extmul_low_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_s extmul_high_i16x8_u"],
    [one, "extend_low_i16x8_s extend_low_i16x8_u extend_high_i16x8_s extend_high_i16x8_u"],
    [one, "extadd_pairwise_i16x8_s extadd_pairwise_i16x8_u trunc_sat_f32x4_s trunc_sat_f32x4_u"],
    [one, "trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero"],
  ],
  i64x2: [
    ...lanes("i64"),
    ["(x: v128, idx: u8): i64", "extract_lane"],
    [two, "extmul_low_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_s extmul_high_i32x4_u"],
    [one, "extend_low_i32x4_s extend_low_i32x4_u extend_high_i32x4_s extend_high_i32x4_u"],
  ],
  f32x4: [...floatLanes("f32"), [one, "convert_i32x4_s convert_i32x4_u demote_f64x2_zero"]],
  f64x2: [...floatLanes("f64"), [one, "convert_low_i32x4_s convert_low_i32x4_u promote_low_f32x4"]],
};

const genericVectors: Declared = [
  ["<T>(a: v128, b: v128, ...lanes: u8[]): v128", "shuffle"],
  ["<T>(ptr: usize, vec: v128, idx: u8, immOffset?: usize, immAlign?: usize): v128", "load_lane"],
  ["<T>(ptr: usize, vec: v128, idx: u8, immOffset?: usize, immAlign?: usize): void", "store_lane"],
];

const scalars: Declared = [
  ["<T>(ptr: usize, immOffset?: usize, immAlign?: usize): T", "load"],
  ["<T>(ptr: usize, value: auto, immOffset?: usize, immAlign?: usize): void", "store"],
  ["<T>(left: T, right: T): T", "min max"],
  ["<T>(value: T): T", "abs clz ctz popcnt"],
  ["<T>(ifTrue: T, ifFalse: T, condition: bool): T", "select"],
  ["(): auto", "unreachable"],
];

const constructors: Declared = [
  ["(a: i16, b: i16, c: i16, d: i16, e: i16, f: i16, g: i16, h: i16): v128", "i16x8"],
  ["(a: i32, b: i32, c: i32, d: i32): v128", "i32x4"],
  ["(a: i64, b: i64): v128", "i64x2"],
];

const limits: readonly (readonly [type: string, least: string, most: string])[] = [
  ["i16", "-32768", "32767"],
  ["i32", "-2147483648", "2147483647"],
  ["i64", "-9223372036854775808", "9223372036854775807"],
];

const wrappers = ["I8", "I16", "I32", "I64", "Isize", "U8", "U16", "U32", "U64", "Usize", "Bool", "F32", "F64"];

/** The standard library that emulators are compiled with, by the paths that the compiler expects. */
export function bareLibrary(): Readonly<Record<string, string>> {
  const vectorSpaces = Object.entries(vectors).map(([name, declared]) =>
    namespaceText(name, declarations(name === "v128" ? [...declared, ...genericVectors] : declared)),
  );
  const limitSpaces = limits.map(([type, least, most]) =>
    namespaceText(type, [constantText("MIN_VALUE", type, least), constantText("MAX_VALUE", type, most)].join("\n")),
  );
  return {
    "~lib/builtins.ts": [
      "type auto = i32;",
      declarations(constructors),
      declarations(scalars),
      ...limitSpaces,
      ...vectorSpaces,
    ].join("\n"),
    "~lib/memory.ts": namespaceText("memory", declarations([["(dst: usize, src: usize, n: usize): void", "copy"]])),
    "~lib/arraybuffer.ts": "@final export class ArrayBuffer {} export abstract class ArrayBufferView {}",
    "~lib/number.ts": wrappers.map((name) => `@final @unmanaged export abstract class ${name} {}`).join("\n"),
    "~lib/object.ts": "@final export abstract class Object {}",
    "~lib/string.ts": "@final export abstract class String {}",
    "~lib/vector.ts": "@final @unmanaged export abstract class V128 {}",
  };
}

function declarations(declared: Declared): string {
  return declared
    .flatMap(([signature, names]) =>
      names.split(" ").map((name) => `@builtin export declare function ${name}${signature};`),
    )
    .join("\n");
}

function constantText(name: string, type: string, value: string): string {
  return `@lazy export const ${name}: ${type} = ${value};`;
}

function namespaceText(name: string, content: string): string {
  return `export namespace ${name} {\n${content}\n}`;
}
