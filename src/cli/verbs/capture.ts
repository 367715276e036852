import type { CommandModule } from "yargs";
import type { Verb } from "../verb.js";
import { convertCapture } from "./capture/convert.js";
import { packCapture } from "./capture/pack.js";
import { showCapture } from "./capture/show.js";
import { unpackCapture } from "./capture/unpack.js";

/** What can be done with pattern files, each in a file of its own under capture/. */
const actions = [showCapture, convertCapture, packCapture, unpackCapture] as CommandModule[];

/** `trigforge capture`: pattern files that boards play and capture. */
export const captureVerb: Verb<object> = {
  builder: (args) =>
    actions.reduce((parser, action) => parser.command(action), args).demandCommand(1, "name an action"),
  handler: () => {},
};
