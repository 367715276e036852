import type { CaptureDescription } from "./description.js";

/**
 * Reads a capture description (docs/captures.md).
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-013, TF-FORMAT-015, TF-CAPTURE-001 to -004
 */
export declare function parseCapture(text: string, where: string): CaptureDescription;
