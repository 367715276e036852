import type { Program } from "../ir/index.js";
import type { CaptureDescription } from "./description.js";
import type { CaptureLayout, Coordinates, SideLayout } from "./layout.js";

/**
 * Resolves a description, and checks it against a program when there is one: names, sizes and types of ports.
 *
 * @throws TrigforgeError TF-CAPTURE-001 to -007
 */
export declare function layoutOf(description: CaptureDescription, program?: Program): CaptureLayout;

/** Where an element of an event lies; null for an element that no field holds. */
export declare function coordinatesOf(
  layout: SideLayout,
  event: number,
  port: string,
  element: number,
): Coordinates | null;
