import Handlebars from "handlebars";
import { assetText } from "../../assets/index.js";

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** Renders `templates/wasm/<name>.hbs`. A hole without a value is an error. */
export function render(name: string, holes: object): string {
  let template = compiled.get(name);
  if (template === undefined) {
    template = Handlebars.compile(assetText(`templates/wasm/${name}.hbs`), { noEscape: true, strict: true });
    compiled.set(name, template);
  }
  return template(holes);
}
