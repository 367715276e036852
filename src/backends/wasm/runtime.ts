import { assetPaths, assetText } from "../../assets/index.js";

/** A function or constant of assembly/, and the others of them that it uses. */
interface Unit {
  readonly text: string;
  readonly exported: boolean;
  readonly uses: readonly string[];
}

/** Top level of a file under assembly/: a function ends with the first brace that begins a line, a constant with a semicolon. */
const unitPattern = /^(?:@inline\n)?(export )?(?:function (\w+)\([\s\S]*?\n}|const (\w+)[^;]*;)$/gm;

let known: ReadonlyMap<string, Unit> | undefined;

/** Everything under assembly/ by its name, which is unique there. */
function units(): ReadonlyMap<string, Unit> {
  if (known !== undefined) return known;
  // The file of row sizes stands for the one that is generated.
  const paths = assetPaths("assembly/").filter((path) => path !== "assembly/layout.ts");
  const matches = paths.flatMap((path) => [...assetText(path).matchAll(unitPattern)]);
  const names = new Set(matches.map(nameOf));
  known = new Map(
    matches.map((match) => {
      const name = nameOf(match);
      const uses = wordsOf(match[0]).filter((word) => word !== name && names.has(word));
      return [name, { text: match[0], exported: match[1] !== undefined, uses }];
    }),
  );
  return known;
}

const nameOf = (match: RegExpExecArray): string => (match[2] ?? match[3])!;
const wordsOf = (text: string): string[] => [...new Set(text.match(/\b\w+/g))];

/** The functions of assembly/ that a text calls, sorted. */
export function usedNames(text: string): string[] {
  return [...new Set(text.match(/\b\w+(?=\()/g))].filter((word) => units().get(word)?.exported === true).sort();
}

/** One file with what some functions of assembly/ need and nothing else, since the compiler parses all that it is given. */
export function runtimeText(names: readonly string[]): string {
  const needed = new Set(names);
  // A set gives what is added on the way, too.
  for (const name of needed) for (const used of units().get(name)!.uses) needed.add(used);
  const texts = [...units()].filter(([name]) => needed.has(name)).map(([, unit]) => unit.text);
  return ['import { halfRowBytes, rowBytes, wideRowBytes } from "./layout";', ...texts, ""].join("\n");
}
