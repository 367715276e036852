import { wrapRaw } from "../fixed/index.js";
import type { SideLayout } from "./layout.js";
import type { PacketProblem, ProblemKind, RawEvent, UnpackedEvent } from "./unpackFrames.js";

/** The packets of an event while they arrive. */
interface OpenEvent {
  readonly starts: (number | null)[];
  /** By link: the words of the packet, and which of them are there. */
  readonly words: readonly BigUint64Array[];
  readonly seen: readonly Uint8Array[];
  readonly problems: PacketProblem[];
}

/** Collects the words of events and turns them into raw integers. Events are known by their place in the capture. */
export class EventAssembly {
  private readonly open = new Map<number, OpenEvent>();

  /** @param playbackEvents events after which playback repeats */
  constructor(
    private readonly layout: SideLayout,
    private readonly playbackEvents: number | null,
  ) {}

  /** Number of events of which words arrived and that were not closed. */
  get size(): number {
    return this.open.size;
  }

  /**
   * Takes one word of a packet that began at frame `start`.
   *
   * @param valid whether it proves that the packet is there: one without such a word is missing
   */
  put(sequence: number, link: number, word: number, value: bigint, start: number, valid: boolean): void {
    const event = this.at(sequence);
    if (valid) event.starts[link] ??= start;
    event.words[link]![word] = value;
    event.seen[link]![word] = 1;
  }

  /** Notes a problem of a packet, the first of its kind. */
  note(sequence: number, link: number, kind: ProblemKind, frame: number): void {
    const { problems } = this.at(sequence);
    if (!problems.some((problem) => problem.kind === kind && problem.link === link))
      problems.push({ kind, link, frame });
  }

  /** Whether a packet of an event is there. */
  has(sequence: number): boolean {
    return this.open.get(sequence)?.starts.some((start) => start !== null) ?? false;
  }

  /** Forgets what arrived of an event. */
  drop(sequence: number): void {
    this.open.delete(sequence);
  }

  /**
   * Ends the last events, from `first` up to the last of which a packet is there.
   *
   * @param frame where the capture ends
   */
  *closeRest(first: number, frame: number): Generator<UnpackedEvent> {
    const last = Math.max(...[...this.open.keys()].filter((sequence) => this.has(sequence)));
    for (let sequence = first; sequence <= last; sequence++) yield this.close(sequence, frame);
  }

  /**
   * Ends an event: what has not arrived is missing.
   *
   * @param frame where the lack shows
   */
  close(sequence: number, frame: number): UnpackedEvent {
    const event = this.at(sequence);
    this.open.delete(sequence);
    event.seen.forEach((seen, link) => {
      if (event.starts[link] === null) seen.fill(0);
      if (seen.every((one) => one === 1)) return;
      const kind = seen.some((one) => one === 1) ? "truncated" : "missing";
      event.problems.push({ kind, link, frame });
    });
    const { raw, complete } = this.decode(event);
    const begun = event.starts.filter((start) => start !== null);
    return {
      event: this.playbackEvents === null ? sequence : sequence % this.playbackEvents,
      repetition: this.playbackEvents === null ? 0 : Math.floor(sequence / this.playbackEvents),
      frame: begun.length === 0 ? frame : Math.min(...begun),
      starts: event.starts,
      raw,
      complete,
      problems: event.problems,
    };
  }

  private at(sequence: number): OpenEvent {
    const known = this.open.get(sequence);
    if (known !== undefined) return known;
    const event = {
      starts: this.layout.links.map(() => null),
      words: this.layout.links.map(({ length }) => new BigUint64Array(length)),
      seen: this.layout.links.map(({ length }) => new Uint8Array(length)),
      problems: [],
    };
    this.open.set(sequence, event);
    return event;
  }

  private decode({ words, seen }: OpenEvent): { raw: RawEvent; complete: boolean } {
    const raw: Record<string, bigint[]> = {};
    let complete = true;
    for (const { name, placements } of this.layout.ports) {
      raw[name] = placements.map((place) => {
        if (place === null) return 0n;
        let value = 0n;
        let below = 0;
        for (const { word, lowBit, width } of place.pieces) {
          if (seen[place.link]![word] !== 1) {
            complete = false;
            return 0n;
          }
          value |= BigInt.asUintN(width, words[place.link]![word]! >> BigInt(lowBit)) << BigInt(below);
          below += width;
        }
        return wrapRaw(value, place.type);
      });
    }
    return { raw, complete };
  }
}
