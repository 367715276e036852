import { templateRenderer } from "../../assets/templates.js";
import { templates } from "../../assets/wasmTemplates.generated.js";

/** Renders `templates/wasm/<name>.hbs`. A hole without a value is an error. */
export const render = templateRenderer(templates);
