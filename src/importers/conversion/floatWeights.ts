/** A numpy array: values in row-major order, in float64 or float32. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly double: boolean;
}

/** Combines arrays element by element as numpy does: in float64 when one of them is, else rounding to float32. */
export function combine(arrays: readonly FloatArray[], operation: (values: readonly number[]) => number): FloatArray {
  const longest = arrays.reduce((most, array) => (array.values.length > most.values.length ? array : most));
  const double = arrays.some((array) => array.double);
  const values = longest.values.map((_value, index) => {
    const result = operation(arrays.map((array) => array.values[index % array.values.length]!));
    return double ? result : Math.fround(result);
  });
  return { shape: longest.shape, values, double };
}

/** a · b. */
export const multiplyArrays = (a: FloatArray, b: FloatArray): FloatArray => combine([a, b], ([x, y]) => x! * y!);

/** a + b. */
export const addArrays = (a: FloatArray, b: FloatArray): FloatArray => combine([a, b], ([x, y]) => x! + y!);

/** a − b. */
export const subtractArrays = (a: FloatArray, b: FloatArray): FloatArray => combine([a, b], ([x, y]) => x! - y!);
