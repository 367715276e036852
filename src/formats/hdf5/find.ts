import { fail } from "../../errors/index.js";
import { nearestHelp } from "../documents/nearest.js";
import type { Hdf5Dataset, Hdf5File, Hdf5Group, Hdf5Node } from "./read.js";

/**
 * The group or dataset at a path.
 *
 * @param start where the path begins
 * @param path names separated by slashes; leading and trailing slashes do not matter
 * @returns null when there is none
 */
export function findHdf5(start: Hdf5Group, path: string): Hdf5Node | null {
  let node: Hdf5Node = start;
  for (const name of path.split("/").filter((part) => part !== "")) {
    const child: Hdf5Node | undefined = node.kind === "group" ? node.children.get(name) : undefined;
    if (child === undefined) return null;
    node = child;
  }
  return node;
}

/** The dataset at a path. @throws TrigforgeError TF-FORMAT-002 when there is none */
export function datasetAt(file: Hdf5File, start: Hdf5Group, path: string): Hdf5Dataset {
  const node = findHdf5(start, path);
  if (node?.kind === "dataset") return node;
  const what = node === null ? `no dataset "${path}"` : `"${path}" is a group, not a dataset`;
  return fail("TF-FORMAT-002", { where: `${file.where}: group "${start.path}"`, what, ...siblings(start, path) });
}

/** A string attribute. @returns null when there is none @throws TrigforgeError TF-FORMAT-002 when it is no string */
export function textAttribute(file: Hdf5File, node: Hdf5Node, name: string): string | null {
  const value = attribute(file, node, name);
  if (value === undefined || typeof value === "string") return value ?? null;
  return fail("TF-FORMAT-002", {
    where: `${file.where}: attribute "${name}" of "${node.path}"`,
    what: "it is not a string",
  });
}

/**
 * An attribute of several strings, such as Keras' `layer_names` and `weight_names`. HDF5 limits attributes to 64 kB;
 * Keras then writes `weight_names0`, `weight_names1` and so on, which are put together here (`save_attributes_to_hdf5_group`
 * in keras/legacy/saving/legacy_h5_format.py).
 *
 * @returns null when there is none
 * @throws TrigforgeError TF-FORMAT-002 when it is not made of strings
 */
export function textsAttribute(file: Hdf5File, node: Hdf5Node, name: string): string[] | null {
  const parts = node.attributes.has(name) || node.unreadAttributes.has(name) ? [name] : numbered(node, name);
  if (parts.length === 0) return null;
  return parts.flatMap((part) => {
    const value = attribute(file, node, part);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    if (value === null || (ArrayBuffer.isView(value) && value.length === 0)) return []; // an empty list has no type
    return fail("TF-FORMAT-002", {
      where: `${file.where}: attribute "${part}" of "${node.path}"`,
      what: "it is not a list of strings",
    });
  });
}

function attribute(file: Hdf5File, node: Hdf5Node, name: string) {
  const unread = node.unreadAttributes.get(name);
  if (unread !== undefined) {
    const where = `${file.where}: attribute "${name}" of "${node.path}"`;
    fail("TF-FORMAT-002", { where, what: `${unread} cannot be read` });
  }
  return node.attributes.get(name);
}

function numbered(node: Hdf5Node, name: string): string[] {
  const parts: string[] = [];
  while (node.attributes.has(`${name}${parts.length}`)) parts.push(`${name}${parts.length}`);
  return parts;
}

function siblings(start: Hdf5Group, path: string): { help?: string } {
  return nearestHelp(path, [...start.children.keys()]);
}
