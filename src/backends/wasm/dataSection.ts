// Constant data go into a compiled module as bytes. As AssemblyScript text a million weights would take the compiler a
// minute; as a segment of the data section they take no time.

const customSection = 0;
const codeSection = 10;
const dataSection = 11;

/**
 * Adds an active data segment to a module.
 *
 * @param module a WebAssembly binary without a data count section
 * @param address where in memory the bytes shall lie when the module starts
 */
export function appendData(module: Uint8Array, address: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return module;
  const segment = concat([Uint8Array.of(0, 0x41), signed(address), Uint8Array.of(0x0b), unsigned(bytes.length), bytes]);
  const parts: Uint8Array[] = [module.subarray(0, 8)];
  let placed = false;
  let pastCode = false;
  for (const { id, body } of sections(module)) {
    if (id === dataSection) {
      const [count, start] = readUnsigned(body, 0);
      parts.push(section(dataSection, concat([unsigned(count + 1), body.subarray(start), segment])));
      placed = true;
    } else {
      if (id === customSection && pastCode && !placed) {
        parts.push(section(dataSection, concat([unsigned(1), segment])));
        placed = true;
      }
      parts.push(section(id, body));
      pastCode ||= id === codeSection;
    }
  }
  if (!placed) parts.push(section(dataSection, concat([unsigned(1), segment])));
  return concat(parts);
}

function* sections(module: Uint8Array): Generator<{ id: number; body: Uint8Array }> {
  for (let at = 8; at < module.length; ) {
    const id = module[at]!;
    const [size, start] = readUnsigned(module, at + 1);
    yield { id, body: module.subarray(start, start + size) };
    at = start + size;
  }
}

function section(id: number, body: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(id), unsigned(body.length), body]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Unsigned LEB128. */
function unsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return Uint8Array.from(bytes);
}

/** Signed LEB128 of an address below 2^31. */
function signed(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const low = rest & 0x7f;
    if (rest >> 7 === 0 && (low & 0x40) === 0) return Uint8Array.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

/** An unsigned LEB128 integer and the position behind it. */
function readUnsigned(bytes: Uint8Array, at: number): [number, number] {
  let value = 0;
  for (let shift = 0, position = at; ; shift += 7, position++) {
    const byte = bytes[position]!;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, position + 1];
  }
}
