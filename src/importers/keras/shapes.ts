import { fail } from "../../errors/index.js";
import { elementCount } from "../../ops/index.js";

/** The shape that a Reshape gives: one −1 stands for what is left over. @throws TrigforgeError TF-KERAS-001 */
export function reshaped(from: readonly number[], target: readonly unknown[], where: string): number[] {
  const count = elementCount(from);
  const known = target.filter((extent) => extent !== -1) as number[];
  const wild = target.length - known.length;
  const whole = known.every((extent) => Number.isInteger(extent) && extent > 0);
  const rest = whole ? count / elementCount(known) : 0;
  if (!whole || wild > 1 || !Number.isInteger(rest) || (wild === 0 && rest !== 1) || rest === 0) {
    fail("TF-KERAS-001", {
      where,
      what: `[${from}] cannot be given the shape [${target}]`,
      expected: `${count} elements`,
    });
  }
  return target.map((extent) => (extent === -1 ? rest : (extent as number)));
}

/** An axis of a tensor without its batch axis, from a Keras axis. @throws TrigforgeError TF-KERAS-001 */
export function eventAxis(axis: number, rank: number, where: string): number {
  const position = axis < 0 ? axis + rank : axis - 1;
  if (Number.isInteger(position) && position >= 0 && position < rank) return position;
  return fail("TF-KERAS-001", {
    where,
    what: `axis ${axis} of a tensor of ${rank} axes`,
    expected: `1 to ${rank}, or -1`,
  });
}
