/** A configuration key as hls4ml turns it into an attribute: TableSize becomes table_size. */
export function toSnakeCase(text: string): string {
  return text
    .replace(/(?<!^)(?=[A-Z])/g, "_")
    .toLowerCase()
    .replace(/_{2,}/g, "_");
}
