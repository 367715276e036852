import { type CastPlan, castText, overflowText, roundedText, vectorOf } from "./castPlan.js";
import type { SumForm } from "./graph.js";
import type { Lane } from "./lane.js";
import { lostText } from "./watched.js";

/** Forms that take one term after another. */
export type FoldForm = Extract<SumForm, { kind: "fold" | "tree" }>;

/** Statements that bring one product, and then one partial sum, into an accumulator. */
export class FoldSteps {
  constructor(
    private readonly form: FoldForm,
    private readonly lane: Lane,
    /** Whether `lost` counts the lanes that overflow. */
    private readonly counted: boolean,
  ) {}

  /** One term of a running sum `sum<name>`. */
  step(name: string, product: string): string[] {
    const lines: string[] = [];
    const term = this.assign(lines, this.form.term, product, `term${name}`);
    const total = this.assign(lines, this.form.sum, this.together(`sum${name}`, term), `total${name}`);
    return [...lines, `sum${name} = ${total};`];
  }

  /** One leaf of a tree, stored where it grows. */
  leaf(product: string): string[] {
    const lines: string[] = [];
    const term = this.assign(lines, this.form.term, product, "term");
    return [...lines, `v128.store(leaf + at, ${term});`];
  }

  /** Two branches of a tree, joined in place of the left one. */
  branch(): string[] {
    const lines: string[] = [];
    const both = this.together("v128.load(left + at)", "v128.load(right + at)");
    const total = this.assign(lines, this.form.sum, both, "total");
    return [...lines, `v128.store(left + at, ${total});`];
  }

  private together(sum: string, term: string): string {
    const step = this.form.kind === "fold" ? this.form.step : "add";
    if (step === "add") return `${vectorOf(this.lane)}.add(${sum}, ${term})`;
    return this.lane === 32 ? `i32x4.${step}_s(${sum}, ${term})` : `${step}64(${sum}, ${term})`;
  }

  /** The text of a value after its conversion; statements that it needs go to `lines`. */
  private assign(lines: string[], plan: CastPlan | null, value: string, name: string): string {
    const { lane } = this;
    if (plan === null) return value;
    const counts = this.counted && plan.overflow.kind !== "none";
    if (!counts && plan.overflow.kind !== "mirror") return castText(plan, value, lane);
    lines.push(`const ${name} = ${value};`);
    if (!counts) return castText(plan, name, lane);
    lines.push(`const ${name}Rounded = ${roundedText(plan, name, lane)};`);
    lines.push(`const ${name}Kept = ${overflowText(plan, `${name}Rounded`, name, lane)};`);
    lines.push(lostText("lost", `${name}Rounded`, `${name}Kept`, lane));
    return `${name}Kept`;
  }
}
