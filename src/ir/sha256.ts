import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** As much of Node's own hashes as is used here. */
interface NativeHashes {
  createHash(algorithm: "sha256"): { update(data: string | Uint8Array): { digest(encoding: "hex"): string } };
}

/** Node's hashes where there is Node: in a short process the same in JavaScript takes ten times as long. */
function nativeHashes(): NativeHashes | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.("crypto") as NativeHashes | undefined;
}

/** The SHA-256 of bytes, or of a text in UTF-8, in hexadecimal. */
export function sha256Hex(data: string | Uint8Array): string {
  const native = nativeHashes();
  if (native !== undefined) return native.createHash("sha256").update(data).digest("hex");
  return hashInJavaScript(data);
}

/** The same without Node. */
export function hashInJavaScript(data: string | Uint8Array): string {
  return bytesToHex(sha256(typeof data === "string" ? utf8ToBytes(data) : data));
}
