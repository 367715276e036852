import yargs from "yargs";
import { TrigforgeError } from "../errors/index.js";
import { version } from "../version.js";
import { exitCodes } from "./exit.js";
import { verbs } from "./verbs/index.js";

const guide = `From a trained network to a verified HLS project:

  1. trigforge import model.h5 -o model.json       read the network, exactly, or refuse by name
  2. trigforge check model.json                    types, proven ranges, where types can overflow
  3. trigforge emulate model.json events.npy -o scores.npy
  4. trigforge emit model.json -o firmware         HLS C++ for Vitis HLS and Vivado HLS, with a testbench
  5. trigforge verify model.json events.npy        build it with g++ and compare every raw integer`;

/**
 * Runs one command. Results go to stdout, everything else to stderr; `process.exitCode` becomes one of {@link exitCodes} where
 * that is not 0.
 *
 * @param words what stands behind `trigforge`
 */
export async function run(words: readonly string[]): Promise<void> {
  try {
    await parse(words);
  } catch (error) {
    report(error, words.includes("--json"));
    process.exitCode = exitCodes.couldNot;
  }
}

async function parse(words: readonly string[]): Promise<void> {
  const parser = yargs([...words])
    .scriptName("trigforge")
    .usage(`$0 <verb>\n\nBit-exact emulators and HLS firmware for neural networks in hardware triggers.\n\n${guide}`)
    .version(version)
    .option("json", { type: "boolean", default: false, describe: "print the result as JSON", global: true })
    .completion("completion", "print a completion script for your shell")
    .demandCommand(1, "name a verb")
    .strict()
    .exitProcess(false)
    .recommendCommands()
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .epilogue("Exit codes: 0 agree or done, 1 differ, 2 could not.")
    .fail((message, error, builder) => {
      if (error) throw error;
      throw new TrigforgeError("TF-CLI-001", {
        where: "command line",
        what: message.split("\n")[0] ?? "not understood",
        help: `see ${helpCommand(builder.parsed)}`,
      });
    });
  for (const { command, describe, load } of verbs) {
    // Only the verb that is used is loaded.
    const used = words.includes(nameOf(command));
    parser.command({ command, describe, ...(used ? await load() : { handler: () => {} }) });
  }
  await parser.parseAsync();
}

const nameOf = (command: string): string => command.split(" ")[0]!;

function helpCommand(parsed: unknown): string {
  const verb = (parsed as { argv?: { _?: unknown[] } } | undefined)?.argv?._?.[0];
  return typeof verb === "string" ? `trigforge ${verb} --help` : "trigforge --help";
}

function report(error: unknown, json: boolean): void {
  if (error instanceof TrigforgeError) {
    if (json) process.stdout.write(`${JSON.stringify({ error: { code: error.code, ...error.note } }, null, 2)}\n`);
    process.stderr.write(`${error.message}\n`);
  } else {
    process.stderr.write(
      `trigforge: this is a defect of Trigforge, please report it\n${(error as Error)?.stack ?? error}\n`,
    );
  }
}
