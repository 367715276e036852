import type { z } from "zod";
import { fail } from "../../errors/index.js";
import { nearest, nearestHelp } from "./nearest.js";
import { knownKeys } from "./schema.js";

type Issue = z.core.$ZodIssue;

/**
 * The value as its schema describes it, defaults filled in.
 *
 * @param schema use `z.strictObject` so that misspelt fields are found
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-015 about the first thing that does not fit: the place as a path
 *   (`map.yml: inputs[0].offset.type`), what is there, what was expected, and the nearest known name
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const issues = outcome.error.issues;
  const { what, path, expected, help } = explain(sharpest(issues[0]!), schema, value);
  const others = issues.length === 1 ? "" : ` (and ${issues.length - 1} more)`;
  fail("TF-FORMAT-015", {
    where: path.length === 0 ? where : `${where}: ${printPath(path)}`,
    what: what + others,
    ...(expected === undefined ? {} : { expected }),
    ...(help === undefined ? {} : { help }),
  });
}

/** A path as people write it: `inputs[0].offset.type`. */
export function printPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");
}

interface Explanation {
  path: PropertyKey[];
  what: string;
  expected?: string;
  help?: string;
}

function explain(issue: Issue, schema: z.ZodType, root: unknown): Explanation {
  const { path } = issue;
  const value = at(root, path);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    return { path, what: `unknown field "${key}"`, ...nearestHelp(key, knownKeys(schema, path)) };
  }
  if (issue.code === "custom") return { path, what: issue.message };
  const guess =
    issue.code === "invalid_value" && typeof value === "string" ? nearest(value, issue.values.map(String)) : null;
  const what = value === undefined ? "this field is missing" : `it is ${describe(value)}`;
  return { path, what, expected: expectation(issue), ...(guess === null ? {} : { help: `did you mean "${guess}"?` }) };
}

/** Of a union's alternatives, the complaint that got deepest; where none got further, all that would have done. */
function sharpest(issue: Issue): Issue {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const inner = issue.errors.map((issues) => sharpest(issues[0]!));
  const depth = (one: Issue) => one.path.length + (one.code === "unrecognized_keys" ? 0.5 : 0);
  const deepest = inner.reduce((best, one) => (depth(one) > depth(best) ? one : best));
  if (depth(deepest) === 0) return { ...issue, errors: inner.map((one) => [one]) } as Issue;
  return { ...deepest, path: [...issue.path, ...deepest.path] };
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return withArticle(
        issue.expected === "record" ? "object" : issue.expected === "int" ? "whole number" : issue.expected,
      );
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "invalid_union":
      return [...new Set(issue.errors.map((issues) => expectation(issues[0]!)))].join(" or ") || "another kind";
    case "too_small":
      return `${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unit(issue.origin)}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_format":
      return issue.pattern === undefined ? `the format "${issue.format}"` : `text that matches ${issue.pattern}`;
    default:
      return issue.message;
  }
}

function unit(origin: string): string {
  return { string: " characters", array: " items", object: " fields", record: " fields", set: " items" }[origin] ?? "";
}

function withArticle(noun: string): string {
  return /^(null|undefined|nan|never)$/.test(noun) ? noun : `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** A value in few words: `the text "abc"`, `the number 3`, `a list of 4`. */
function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)}`;
  return `the ${typeof value} ${String(value)}`;
}

function at(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return value;
}
