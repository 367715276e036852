import type { Field } from "../compareFields.js";
import { type Evidence, type FieldScope, scopesOf } from "./evidence.js";
import { changeFields, choices, type Hypothesis } from "./hypothesis.js";

// Fields whose bits are another spelling of the value: shifted, cut, signed otherwise, reversed.

interface Spelling {
  readonly fault: string;
  readonly claim: (name: string) => string;
  readonly cost: number;
  /** Unsigned bits of a field to unsigned bits; what exceeds the width is dropped. */
  readonly change: (bits: bigint, field: Field) => bigint;
  /** Whether it makes sense for a field. */
  readonly fits?: (field: Field) => boolean;
}

/** Every spelling, for every set of fields that could have it. */
export function* encodings(evidence: Evidence): Generator<Hypothesis> {
  for (const scope of scopesOf(evidence)) {
    const width = Math.max(...scope.fields.map(({ placement }) => placement.width));
    for (const spelling of [
      ...simple,
      ...shifts(width),
      ...cuts(evidence, scope, width),
      ...offsets(evidence, scope),
    ]) {
      if (spelling.fits !== undefined && !scope.fields.every(spelling.fits)) continue;
      evidence.tally.tried++;
      const everything = scope.fields.length === evidence.fields.length;
      if (!explainsSome(evidence, scope, spelling) && !(evidence.searching && everything)) continue;
      yield {
        fault: spelling.fault,
        claim: spelling.claim(scope.name),
        cost: scope.cost + spelling.cost,
        apply: (expectation) => changeFields(expectation, scope.fields, (bits, field) => spelling.change(bits, field)),
        lag: "search",
      };
    }
  }
}

/** Whether a spelling gives what was found in one of the first values that differ. */
function explainsSome(evidence: Evidence, scope: FieldScope, { change }: Spelling): boolean {
  let seen = 0;
  for (const field of scope.fields) {
    const index = evidence.numbers.get(field)!;
    const [expected, found] = [evidence.expectedBits[index]!, evidence.foundBits[index]!];
    for (let event = 0; event < expected.length && seen < 12; event++) {
      if (expected[event] === found[event]) continue;
      seen++;
      if (BigInt.asUintN(widthOf(field), change(expected[event]!, field)) === found[event]) return true;
    }
  }
  return false;
}

const widthOf = ({ placement }: Field): number => placement.width;
const signedOf = ({ placement }: Field): boolean => placement.type.signed;
const signed = (bits: bigint, field: Field): bigint => BigInt.asIntN(widthOf(field), bits);
const highBit = (field: Field): bigint => 1n << BigInt(widthOf(field) - 1);

const simple: readonly Spelling[] = [
  {
    fault: "negated value",
    claim: (name) => `the sign of ${name} is inverted: it comes negated`,
    cost: 4,
    change: (bits) => -bits,
  },
  {
    fault: "inverted bits",
    claim: (name) => `all bits of ${name} are inverted`,
    cost: 4,
    change: (bits) => ~bits,
  },
  {
    fault: "offset binary",
    claim: (name) => `offset binary in ${name}: the sign bit is inverted`,
    cost: 4,
    fits: signedOf,
    change: (bits, field) => bits ^ highBit(field),
  },
  {
    fault: "sign and magnitude",
    claim: (name) => `sign and magnitude, not two's complement, in ${name}`,
    cost: 4,
    fits: signedOf,
    change: (bits, field) => (signed(bits, field) < 0n ? -signed(bits, field) | highBit(field) : bits),
  },
  {
    fault: "reversed bits of a field",
    claim: (name) => `the bits of ${name} come in reverse order`,
    cost: 4,
    fits: (field) => widthOf(field) > 1,
    change: (bits, field) => reverse(bits, widthOf(field), 1),
  },
  {
    fault: "byte order of a field",
    claim: (name) => `the bytes of ${name} come in reverse order`,
    cost: 4,
    fits: (field) => widthOf(field) % 8 === 0 && widthOf(field) > 8,
    change: (bits, field) => reverse(bits, widthOf(field), 8),
  },
];

/** Bits in groups of `unit`, the groups in reverse order. */
export function reverse(bits: bigint, width: number, unit: number): bigint {
  let result = 0n;
  for (let at = 0; at < width; at += unit) {
    result = (result << BigInt(unit)) | BigInt.asUintN(unit, bits >> BigInt(at));
  }
  return result;
}

function shifts(width: number): Spelling[] {
  return Array.from({ length: Math.max(0, width - 1) }, (_unused, index) => index + 1).flatMap((shift) => [
    shifted(shift, "higher", (bits) => bits << BigInt(shift)),
    shifted(shift, "lower", (bits) => bits >> BigInt(shift)),
    {
      ...shifted(shift, "lower", (bits, field) => signed(bits, field) >> BigInt(shift)),
      claim: (name: string) => `bits of ${name}: shifted ${shift} lower, the sign kept`,
      fits: signedOf,
    },
  ]);
}

function shifted(shift: number, direction: "higher" | "lower", change: Spelling["change"]): Spelling {
  return {
    fault: "shifted field",
    claim: (name) => `bits of ${name}: ${shift} ${direction} than described`,
    cost: 5,
    change,
  };
}

/** Fields of which only the low bits arrive: without sign extension, or with one that is wrong. */
function cuts(evidence: Evidence, scope: FieldScope, width: number): Spelling[] {
  const spellings: Spelling[] = [];
  const [needed, negative] = signedSize(evidence, scope);
  const fitsIn = (bits: number): boolean => negative && bits >= needed;
  for (let kept = 1; kept < width; kept++) {
    const extension = fitsIn(kept);
    spellings.push({
      fault: extension ? "sign extension missing" : "truncated field",
      claim: (name) =>
        extension
          ? `the sign in ${name} is not extended above bit ${kept - 1}: negative values come as large positive ones`
          : `only the low ${kept} bits of ${name} arrive`,
      cost: extension ? 4 : 5 + choices(width),
      fits: (field) => widthOf(field) > kept,
      change: (bits) => BigInt.asUintN(kept, bits),
    });
    spellings.push({
      fault: "truncated field",
      claim: (name) => `only the low ${kept} bits of ${name} arrive, and their highest is taken as the sign`,
      cost: 5 + choices(width),
      fits: (field) => widthOf(field) > kept,
      change: (bits) => BigInt.asIntN(kept, bits),
    });
  }
  return spellings;
}

/** Bits that the signed values of fields need, and whether any is negative. */
function signedSize(evidence: Evidence, { fields }: FieldScope): [number, boolean] {
  let [magnitude, negative] = [0n, false];
  for (const field of fields) {
    if (!signedOf(field)) continue;
    for (const bits of evidence.expectedBits[evidence.numbers.get(field)!]!) {
      const value = signed(bits, field);
      negative ||= value < 0n;
      magnitude |= value < 0n ? ~value : value;
    }
  }
  return [magnitude === 0n ? 1 : magnitude.toString(2).length + 1, negative];
}

/** The difference that fields have most often, for all of them. */
function offsets(evidence: Evidence, scope: FieldScope): Spelling[] {
  const counts = new Map<bigint, number>();
  for (const field of scope.fields) {
    const index = evidence.numbers.get(field)!;
    evidence.expectedBits[index]!.forEach((expected, event) => {
      const offset = BigInt.asIntN(widthOf(field), evidence.foundBits[index]![event]! - expected);
      counts.set(offset, (counts.get(offset) ?? 0) + 1);
    });
  }
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (most === undefined || most[0] === 0n) return [];
  const [offset] = most;
  return [
    {
      fault: "constant offset",
      claim: (name) =>
        `a constant in ${name}: ${offset > 0n ? `${offset} too large` : `${-offset} too small`}, in units of the last place`,
      cost: 6 + choices(Number(offset < 0n ? -offset : offset)),
      change: (bits) => bits + offset,
    },
  ];
}
