// AssemblyScript parses its whole standard library before each program, which takes longer than an emulator itself. An
// emulator uses vectors, integers and memory: the compiler gets those, and empty stand-ins for the classes that it looks up.

const parts: readonly string[] = [
  "builtins",
  "function",
  "memory",
  "reference",
  "rt/common",
  "rt/index-stub",
  "rt/stub",
  "shared/runtime",
  "util/error",
  "util/memory",
  "vector",
];

const wrappers = ["I8", "I16", "I32", "I64", "Isize", "U8", "U16", "U32", "U64", "Usize", "Bool", "F32", "F64"];

const standIns: Readonly<Record<string, string>> = {
  arraybuffer: "@final export class ArrayBuffer {} export abstract class ArrayBufferView {}",
  math: "export namespace NativeMath {} export namespace NativeMathf {}",
  number: wrappers.map((name) => `@final @unmanaged export abstract class ${name} {}`).join("\n"),
  object: "@final export abstract class Object {}",
  string: "@final export abstract class String {}",
  "util/string": [
    "export function strtol<T>(text: string, radix: i32): T { return unreachable(); }",
    "export function strtod(text: string): f64 { return unreachable(); }",
    "export function strtob(text: string): bool { return unreachable(); }",
  ].join("\n"),
};

/**
 * Runs a compilation with no more of the standard library than emulators need, and puts the rest back.
 *
 * @param libraryFiles the compiler's own table of library files
 */
export async function withBareLibrary<T>(libraryFiles: Record<string, string>, compile: () => Promise<T>): Promise<T> {
  const whole = { ...libraryFiles };
  const replace = (files: Readonly<Record<string, string>>): void => {
    for (const name of Object.keys(libraryFiles)) delete libraryFiles[name];
    Object.assign(libraryFiles, files);
  };
  replace({ ...Object.fromEntries(parts.map((name) => [name, whole[name]!])), ...standIns });
  try {
    return await compile();
  } finally {
    replace(whole);
  }
}
