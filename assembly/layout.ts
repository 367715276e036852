// Stands in for the layout that the generator writes, so that this folder compiles and is tested on its own.

/** Bytes of a row of 32-bit lanes: one element of a tensor, over all events of a block. */
export const rowBytes: usize = 64;

/** Bytes of a row of 16-bit lanes. */
export const halfRowBytes: usize = 32;
