/** A test of a suite, as CI systems show it. */
export interface JunitCase {
  readonly name: string;
  readonly seconds: number;
  /** What is wrong: one line, and the whole text. */
  readonly failure?: { readonly message: string; readonly text: string };
  /** Why it could not be run: one line, and the whole text. */
  readonly error?: { readonly message: string; readonly text: string };
  /** What it had to say. */
  readonly output?: string;
}

/** A suite of tests as JUnit XML, the dialect that Jenkins, GitLab and GitHub's reporters share. */
export function junitXml(suite: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter((one) => one.failure !== undefined).length;
  const errors = cases.filter((one) => one.error !== undefined).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" skipped="0" ${counts}>`,
    ...cases.flatMap((one) => caseLines(suite, one)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseLines(suite: string, { name, seconds, failure, error, output }: JunitCase): string[] {
  const head = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}" time="${seconds.toFixed(3)}"`;
  const inner = [
    ...(failure === undefined ? [] : [element("failure", failure)]),
    ...(error === undefined ? [] : [element("error", error)]),
    ...(output === undefined ? [] : [`      <system-out>${escapeXml(output)}</system-out>`]),
  ];
  return inner.length === 0 ? [`${head}/>`] : [`${head}>`, ...inner, "    </testcase>"];
}

function element(name: string, { message, text }: { message: string; text: string }): string {
  return `      <${name} message="${escapeXml(message)}">${escapeXml(text)}</${name}>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 does not have
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text for an element or attribute; characters that XML 1.0 does not have become question marks. */
function escapeXml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(unwritable, "?").replace(/[&<>"]/g, (character) => named[character]!);
}
