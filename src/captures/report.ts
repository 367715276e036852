import type { Certainty, LagMethod } from "./lag.js";

// What a comparison found, as one plain structure: text, JSON, JUnit and HTML are views of it.

/** Version of {@link CompareReport}. */
export const reportVersion = 1;

/** The whole result of a comparison. Raw integers are decimal text, so that the report is JSON as it is. */
export interface CompareReport {
  readonly format: "trigforge-compare";
  readonly version: typeof reportVersion;
  readonly verdict: "agree" | "differ";
  readonly expected: string;
  readonly found: string;
  /** What is compared as one: events, or single frames where no description says what an event is. */
  readonly unit: "event" | "frame";
  readonly events: EventCounts;
  readonly words: WordCounts;
  readonly lag: LagReport;
  /** The first event that differs, and its first field; null where all agree. */
  readonly first: FirstDifference | null;
  readonly fields: readonly FieldCounts[];
  /** Differences found − expected in units of the last place, in bins, least first. */
  readonly histogram: readonly HistogramBin[];
  /** Bits that differ, most often first, at most 64 of them. */
  readonly bits: readonly BitCounts[];
  readonly links: readonly LinkCounts[];
  readonly picture: Picture;
  /** Faults that were tried on the data and explain it, the best first. */
  readonly diagnoses: readonly Diagnosis[];
  /** How many faults were tried. */
  readonly tried: number;
  /** The first differing events through the reference; empty without a model. */
  readonly traces: readonly EventTrace[];
  readonly remarks: readonly string[];
}

/** Events by what became of them. */
export interface EventCounts {
  /** Events that were expected. */
  readonly expected: number;
  /** Comparisons of an event: more than the events where playback repeats. */
  readonly compared: number;
  readonly equal: number;
  /** equal / compared. */
  readonly fraction: number;
  /** Events that the capture has in part: cut off by its beginning or end. */
  readonly truncated: number;
  /** Events of which the capture has no frame. */
  readonly absent: number;
  /** Numbers of differing events in runs, `first` to `last`; at most 256 runs. */
  readonly differing: readonly { readonly first: number; readonly last: number }[];
}

/** Words by what became of them. */
export interface WordCounts {
  readonly compared: number;
  readonly differing: number;
  /** Words that are not valid where an event has one. */
  readonly invalid: number;
  /** Words whose packet flags differ, their bits being equal. */
  readonly flags: number;
  /** Valid words between packets. */
  readonly stray: number;
}

/** The lag, and what it means in time. */
export interface LagReport {
  /** Frames from where the layout puts an event to where the capture has it. */
  readonly frames: number;
  /** Null where no description tells the clock. */
  readonly crossings: number | null;
  readonly nanoseconds: number | null;
  readonly method: LagMethod;
  readonly certainty: Certainty;
  /** Words equal at this lag, and at the second best. */
  readonly equal: number;
  readonly compared: number;
  readonly second: { readonly frames: number; readonly equal: number; readonly compared: number } | null;
  /** Information of the equal words over that at the second best lag; null without a second. */
  readonly ratio: number | null;
  /** Frames from the first frame of an event's inputs to that of its outputs, where both are described. */
  readonly latency: { readonly frames: number; readonly crossings: number; readonly nanoseconds: number } | null;
  /** Each run through the events; several where playback repeats. */
  readonly playbacks: readonly { readonly lag: number; readonly firstFrame: number; readonly lastFrame: number }[];
}

/** The first difference. */
export interface FirstDifference {
  readonly event: number;
  /** Which run through the events, from 0. */
  readonly playback: number;
  readonly link: number;
  /** Frame of the capture, as the file numbers it. */
  readonly frame: number;
  /** Frame of the event's packet on this link. */
  readonly word: number;
  readonly kind: "value" | "invalid" | "flags" | "stray";
  readonly expectedWord: string;
  readonly foundWord: string;
  /** The first field with a difference; null where the difference is not in a field. */
  readonly field: FieldDifference | null;
  /** Further differing fields of the same event. */
  readonly others: number;
}

/** One field of one event, expected and found. */
export interface FieldDifference {
  readonly port: string;
  readonly element: number;
  readonly type: string;
  readonly expected: string;
  readonly found: string;
  readonly expectedValue: string;
  readonly foundValue: string;
  /** Bits, highest first, and `^` under those that differ. */
  readonly expectedBits: string;
  readonly foundBits: string;
  readonly marks: string;
}

export interface FieldCounts {
  readonly port: string;
  readonly element: number;
  readonly compared: number;
  readonly differing: number;
}

export interface HistogramBin {
  /** Both ends included, in units of the last place. */
  readonly low: string;
  readonly high: string;
  readonly count: number;
}

export interface BitCounts {
  readonly port: string;
  readonly bit: number;
  readonly count: number;
}

export interface LinkCounts {
  readonly link: number;
  readonly name: string;
  readonly compared: number;
  readonly differing: number;
  /** The lag by this link alone; null where its words tell nothing. */
  readonly lag: number | null;
}

/** Agreement over frames and links. */
export interface Picture {
  readonly firstFrame: number;
  /** Frames in a cell. */
  readonly framesPerCell: number;
  readonly links: readonly number[];
  /** A row a link: the fraction of equal words a cell, or −1 where nothing was compared. */
  readonly cells: readonly (readonly number[])[];
}

/** A fault that was applied to the expected stream and compared with the capture. */
export interface Diagnosis {
  /** Name of the fault: `stuck bits`, `swapped links`, …. */
  readonly fault: string;
  /** What happened, as a sentence. */
  readonly claim: string;
  /** Whether the expected stream with the fault is the capture, in every event and word. */
  readonly exact: boolean;
  /** Events compared, and how many of them equal the capture once the fault is applied. */
  readonly events: number;
  readonly equal: number;
  /** Fraction of the differing events that the fault explains. */
  readonly explained: number;
  /** The lag in frames once the fault is applied. */
  readonly lag: number;
}

/** A differing event through the reference. */
export interface EventTrace {
  readonly event: number;
  readonly scopes: readonly ScopeTrace[];
}

export interface ScopeTrace {
  readonly scope: string;
  readonly values: number;
  /** Assignments in which the exact result left the type: wrapped, or saturated. */
  readonly wrapped: number;
  readonly saturated: number;
  /** Assignments that lost bits below the last one. */
  readonly rounded: number;
  /** Least number of unused bits at the top of a value: 0 means that the type is full. */
  readonly headroom: number;
  readonly least: string;
  readonly greatest: string;
}
