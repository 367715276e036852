import { fail } from "../../errors/index.js";
import { checkGlobalHeaps } from "./heaps.js";
import { type Hdf5Library, type Hdf5Session, openSession } from "./runtime.js";
import { decodeElements, describeType, elementType, type Hdf5Data, type Hdf5Type, type Metadata } from "./values.js";

/** The value of an attribute: a scalar, an array, or null for HDF5's empty dataspace. */
export type Hdf5Value = string | number | bigint | boolean | Hdf5Data | null;

/** What groups and datasets share. */
interface Hdf5Item {
  /** Absolute path: `/dense/dense/kernel:0`. */
  path: string;
  attributes: Map<string, Hdf5Value>;
  /** Attributes of kinds that are not read, by name, with what they are in words. */
  unreadAttributes: Map<string, string>;
}

/** A group: named groups and datasets, in the file's order. */
export interface Hdf5Group extends Hdf5Item {
  kind: "group";
  children: Map<string, Hdf5Node>;
}

/** A dataset, whose elements are read when they are asked for. */
export interface Hdf5Dataset extends Hdf5Item {
  kind: "dataset";
  shape: number[];
  /** The elements' type; null when it is of a kind that is not read. */
  type: Hdf5Type | null;
  /** Elements in row-major order. @throws TrigforgeError TF-FORMAT-001, -002 or -017 */
  read(): Hdf5Data;
}

export type Hdf5Node = Hdf5Group | Hdf5Dataset;

/** A file: its root group, and the name that errors about it begin with. */
export interface Hdf5File extends Hdf5Group {
  where: string;
}

/** Limits against damaged files: of depth, of nodes, and of expansion (deflate cannot exceed 1032 to 1). */
const limits = { depth: 64, nodes: 100_000, attributeBytes: 2 ** 28, datasetBytes: 2 ** 30, expansion: 1100 };

/**
 * Reads the tree of an HDF5 file: groups, datasets (shapes and types; elements on demand) and attributes.
 *
 * @param bytes the whole file; must not change as long as datasets may be read
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-FORMAT-001 when the bytes are no HDF5 file, a truncated or a damaged one;
 *   TF-FORMAT-002 on external links; TF-FORMAT-017 on absurdly many nodes
 */
export async function readHdf5(bytes: Uint8Array, where: string): Promise<Hdf5File> {
  checkSuperblock(bytes, where);
  checkGlobalHeaps(bytes, where);
  const session = await openSession(bytes);
  const reader = { session, where, bytes: bytes.length, nodes: 0 };
  return { ...readGroup(reader, "/", 0), where };
}

interface Reader {
  session: Hdf5Session;
  where: string;
  bytes: number;
  nodes: number;
}

function readGroup(reader: Reader, path: string, depth: number): Hdf5Group {
  const where = `${reader.where}: group "${path}"`;
  if (depth > limits.depth || ++reader.nodes > limits.nodes) {
    fail("TF-FORMAT-017", { where, what: `more than ${limits.depth} levels or ${limits.nodes} groups and datasets` });
  }
  const names = reader.session.read(where, (library, file) => library.get_names(file, path, false));
  const children = new Map<string, Hdf5Node>();
  for (const name of names) {
    const childPath = `${path === "/" ? "" : path}/${name}`;
    const child = readNode(reader, childPath, depth + 1);
    if (child !== null) children.set(name, child);
  }
  return { kind: "group", path, ...readAttributes(reader, path), children };
}

function readNode(reader: Reader, path: string, depth: number): Hdf5Node | null {
  const where = `${reader.where}: "${path}"`;
  const { kind, library } = reader.session.read(where, (library, file) => ({
    kind: library.get_type(file, path),
    library,
  }));
  if (kind === library.H5G_GROUP) return readGroup(reader, path, depth);
  if (kind === library.H5G_DATASET) return readDataset(reader, path);
  if (kind === library.H5G_TYPE) return null;
  fail("TF-FORMAT-002", {
    where,
    what: "this link leads nowhere or to another file",
    expected: "everything in one file",
  });
}

function readDataset(reader: Reader, path: string): Hdf5Dataset {
  const where = `${reader.where}: dataset "${path}"`;
  reader.nodes++;
  const metadata = reader.session.read(where, (library, file) => library.get_dataset_metadata(file, path));
  const read = () => {
    if (metadata.virtual_sources !== undefined) {
      fail("TF-FORMAT-002", { where, what: "a virtual dataset, whose values lie in other files" });
    }
    const limit = Math.min(limits.datasetBytes, limits.expansion * reader.bytes);
    return elements(reader.session, where, metadata, limit, (library, file, target) =>
      library.get_dataset_data(file, path, null, null, null, target),
    );
  };
  const shape = metadata.shape ?? [0];
  return { kind: "dataset", path, ...readAttributes(reader, path), shape, type: elementType(metadata), read };
}

function readAttributes(reader: Reader, path: string): Pick<Hdf5Item, "attributes" | "unreadAttributes"> {
  const { session } = reader;
  const attributes = new Map<string, Hdf5Value>();
  const unreadAttributes = new Map<string, string>();
  const at = `${reader.where}: "${path}"`;
  for (const name of session.read(at, (library, file) => library.get_attribute_names(file, path))) {
    const where = `${reader.where}: attribute "${name}" of "${path}"`;
    const metadata = session.read(where, (library, file) => library.get_attribute_metadata(file, path, name));
    if (metadata.shape === null) attributes.set(name, null);
    else if (elementType(metadata) === null) unreadAttributes.set(name, describeType(metadata));
    else {
      const data = elements(session, where, metadata, limits.attributeBytes, (library, file, target) =>
        library.get_attribute_data(file, path, name, target),
      );
      attributes.set(name, metadata.shape.length === 0 ? data[0]! : data);
    }
  }
  return { attributes, unreadAttributes };
}

/** Has the library write elements into its memory and takes them out. */
function elements(
  session: Hdf5Session,
  where: string,
  metadata: Metadata,
  limit: number,
  fill: (library: Hdf5Library, file: bigint, target: bigint) => number,
): Hdf5Data {
  const type = elementType(metadata);
  if (type === null) fail("TF-FORMAT-002", { where, what: `${describeType(metadata)} cannot be read` });
  const bytes = metadata.shape === null ? 0 : metadata.size * metadata.total_size;
  if (!(bytes <= limit)) {
    fail("TF-FORMAT-017", {
      where,
      what: `it claims ${bytes} bytes`,
      expected: `at most ${limit} for a file of this size`,
    });
  }
  if (bytes === 0) return decodeElements(new Uint8Array(0), type, { ...metadata, total_size: 0 }, new Uint8Array(0));
  return session.read(where, (library, file) => {
    const pointer = library._malloc(bytes);
    if (pointer === 0) fail("TF-FORMAT-017", { where, what: `no memory for ${bytes} bytes` });
    if (fill(library, file, BigInt(pointer)) < 0) throw new Error("read failed");
    // The library's memory may have grown and moved in between: ask for it again.
    const data = decodeElements(library.HEAPU8.slice(pointer, pointer + bytes), type, metadata, library.HEAPU8);
    library._free(pointer);
    return data;
  });
}

/**
 * The superblock at the start of the file (HDF5 File Format Specification 3.0, II.A): addresses and lengths of 8 bytes,
 * as every writer in use has them, and no more bytes promised than there are.
 */
function checkSuperblock(bytes: Uint8Array, where: string): void {
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  if (!signature.every((byte, index) => bytes[index] === byte)) {
    fail("TF-FORMAT-001", { where, what: "it does not begin like an HDF5 file", expected: "the signature \\x89HDF" });
  }
  const version = bytes[8] ?? 0;
  const places = version < 2 ? { sizes: 13, end: version === 0 ? 40 : 44 } : { sizes: 9, end: 28 };
  if (bytes.length < places.end + 8) {
    fail("TF-FORMAT-001", { where, what: `the file has been truncated to ${bytes.length} bytes` });
  }
  if (bytes[places.sizes] !== 8 || bytes[places.sizes + 1] !== 8) {
    fail("TF-FORMAT-001", { where, what: "its superblock is damaged", expected: "addresses and lengths of 8 bytes" });
  }
  const end = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(places.end, true);
  if (end > bytes.length) {
    const what = `the file has been truncated: it has ${bytes.length} bytes`;
    fail("TF-FORMAT-001", { where, what, expected: `${end}, as its superblock says` });
  }
}
