/** A value that is not a plain decimal of few digits, read from its text. */
export type SlowValue =
  | { kind: "value"; value: number }
  /** An integer that a floating-point number cannot hold. */
  | { kind: "integer"; integer: bigint }
  | { kind: "wrong"; why: string };

/** What makes a field of the first line a value and not a name. */
const numeric = /^[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|inf|infinity|nan)$/i;

/** A decimal that is not an integer's digits alone. */
const fractional = /^[-+]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d+)?$/;

/** Whether a field is a value rather than a name. */
export function looksNumeric(field: string): boolean {
  return numeric.test(field);
}

/**
 * The value of a field, exactly: integers (decimal or hexadecimal) as they are, other decimals as the nearest
 * floating-point number of 64 bits, `inf` and `nan` in any case, each also in quotes.
 */
export function readValue(field: string): SlowValue {
  if (fractional.test(field)) return finite(Number(field), field);
  const text = /^"[^"]*"$/.test(field) ? field.slice(1, -1).trim() : field;
  if (text === "") return { kind: "wrong", why: "is missing" };
  if (!looksNumeric(text)) return { kind: "wrong", why: `is ${shorten(text)}, not a number` };
  const [sign, digits] = text.startsWith("-") ? [-1, text.slice(1)] : [1, text.replace(/^\+/, "")];
  if (/^inf/i.test(digits)) return { kind: "value", value: sign * Number.POSITIVE_INFINITY };
  if (/^nan/i.test(digits)) return { kind: "value", value: Number.NaN };
  const value = sign * Number(digits);
  if (Number.isSafeInteger(value) || !/^(\d+|0x[0-9a-f]+)$/i.test(digits)) return finite(value, text);
  const integer = BigInt(sign) * BigInt(digits);
  return BigInt(value) === integer ? { kind: "value", value } : { kind: "integer", integer };
}

function finite(value: number, text: string): SlowValue {
  if (Number.isFinite(value)) return { kind: "value", value };
  return { kind: "wrong", why: `is ${shorten(text)}, beyond all floating-point numbers` };
}

/** A text in quotes, cut to what fits a message. */
export function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
