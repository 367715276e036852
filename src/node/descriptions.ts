import { type CaptureDescription, parseCapture } from "../captures/index.js";
import { readText } from "./files.js";

/** The capture description in a file. @throws TrigforgeError TF-FILE-001, TF-FORMAT-013, TF-FORMAT-015, TF-CAPTURE-… */
export async function loadCapture(path: string): Promise<CaptureDescription> {
  return parseCapture(await readText(path), path);
}
