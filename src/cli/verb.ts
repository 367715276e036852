import type { CommandModule } from "yargs";

/** What a verb's own file exports: its options and what it does. Its name and description stand in verbs/index.ts. */
export type Verb<Arguments> = Pick<CommandModule<object, Arguments>, "builder" | "handler">;

/** A verb as the table of all verbs has it: its own file is loaded when it is used. */
export interface ListedVerb {
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<Pick<CommandModule, "builder" | "handler">>;
}
