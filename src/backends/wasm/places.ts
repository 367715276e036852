import { toName } from "../../ir/index.js";
import { ConstantData } from "./data.js";
import type { Element, GraphNode, Row } from "./graph.js";
import type { Lane } from "./lane.js";
import { packKey, pairsKey, plainKey, type RowPlan, type RowsKey } from "./memory.js";
import { type PairRequest, requestKey } from "./pairs.js";
import type { PackStage, Stages } from "./stages.js";

/** Sizes that addresses depend on. */
export interface BlockSizes {
  /** Events of a block, a multiple of 8. */
  readonly blockEvents: number;
  /** Address of the first row. */
  readonly rowsAt: number;
  /** Address of the constant data. */
  readonly dataAt: number;
}

/** Addresses of rows and constants, and the names under which generated code knows them. */
export class Places {
  readonly data: ConstantData;
  readonly rowBytes: number;
  private readonly constantRows = new Map<string, number>();
  private readonly names = new Map<RowsKey, string>();

  constructor(
    private readonly plan: RowPlan,
    private readonly stages: Stages,
    private readonly sizes: BlockSizes,
  ) {
    this.data = new ConstantData(sizes.dataAt);
    this.rowBytes = sizes.blockEvents * 4;
  }

  /** Address of the first of some rows. */
  address(key: RowsKey): number {
    return this.sizes.rowsAt + this.plan.offsets.get(key)! * this.sizes.blockEvents;
  }

  /** Whether any stage but its own reads a node's plain rows. */
  isStored(node: GraphNode): boolean {
    return this.plan.offsets.has(plainKey(node));
  }

  /** Whether a node writes rows of pairs. */
  isPaired(node: GraphNode): boolean {
    return this.stages.paired.has(node);
  }

  /** Name of a node's plain rows in generated code. */
  plain(node: GraphNode): string {
    return this.named(plainKey(node), `${labelOf(node)}`);
  }

  /** Name of a node's rows of pairs in generated code. */
  pairs(node: GraphNode): string {
    return this.named(pairsKey(node), `${labelOf(node)}_pairs`);
  }

  /** Name of a pack stage's rows in generated code. */
  pack(stage: PackStage): string {
    const key = packKey(this.stages, stage);
    return this.named(key, `${key.replace(" ", "_")}_pairs`);
  }

  /** Name of a tree's scratch rows in generated code. */
  scratch(node: GraphNode): string {
    return this.named(`scratch ${node.id}`, `${labelOf(node)}_scratch`);
  }

  private named(key: RowsKey, name: string): string {
    this.names.set(key, name);
    return name;
  }

  /** Every name that generated code used so far, with its address, by address. */
  constants(): { name: string; address: number }[] {
    const list = [...this.names].map(([key, name]) => ({ name, address: this.address(key) }));
    return list.sort((a, b) => a.address - b.address || (a.name < b.name ? -1 : 1));
  }

  /** Address of one plain row. */
  rowAddress({ node, element }: Row): number {
    return this.address(plainKey(node)) + element * this.bytesOf(node.lane);
  }

  /** Address of an element's row; constants get rows of their own. */
  elementAddress(element: Element, lane: Lane): number {
    return typeof element === "bigint" ? this.constantRow(element, lane) : this.rowAddress(element);
  }

  /** Address of the row of pairs that holds a request. */
  pairAddress(request: PairRequest): number {
    const place = this.stages.places.get(requestKey(request))!;
    const first = "pack" in place ? this.address(packKey(this.stages, place.pack)) : this.address(pairsKey(place.node));
    return first + place.pair * this.rowBytes;
  }

  /** Bytes of a row of a lane. */
  bytesOf(lane: Lane): number {
    return (this.rowBytes * lane) / 32;
  }

  private constantRow(raw: bigint, lane: Lane): number {
    const key = `${lane} ${raw}`;
    const known = this.constantRows.get(key);
    if (known !== undefined) return known;
    const repeated = new Array<bigint>(this.sizes.blockEvents).fill(raw);
    const address = this.data.lanes(repeated, lane);
    this.constantRows.set(key, address);
    return address;
  }
}

/** What generated code calls a node: its scope, the value it belongs to, and its own number. */
export function labelOf(node: GraphNode): string {
  const scope = node.kind === "input" ? node.port : node.scope;
  return `${toName(scope === "" ? "value" : scope)}_${node.value}_${node.id}`;
}
