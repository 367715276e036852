/** Whether a function is one that distributed arithmetic generates, by its name: `dense_da_3`, `da_comblogic_7`. */
export function isGenerated(name: string): boolean {
  return /^(?:dense_da|da_comblogic)_\d+$/.test(name);
}
