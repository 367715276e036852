import type Handlebars from "handlebars";
// The templates were compiled when Trigforge was built: rendering needs only this half of Handlebars.
import * as runtime from "handlebars/runtime.js";

/**
 * A function that renders the templates of one folder, each of which may use the others as partials. Every name that a
 * template speaks of must be in its data.
 *
 * @param templates what src/assets/embed.mjs made of the folder
 */
export function templateRenderer(templates: Readonly<Record<string, object>>): (name: string, data: object) => string {
  const engine = (runtime as unknown as { default: typeof Handlebars }).default.create();
  const ready = new Map<string, Handlebars.TemplateDelegate>();
  return (name, data) => {
    if (ready.size === 0) {
      for (const [each, specification] of Object.entries(templates)) {
        const template = engine.template(specification as TemplateSpecification);
        engine.registerPartial(each, template);
        ready.set(each, template);
      }
    }
    const template = ready.get(name);
    if (template === undefined) throw new Error(`no template ${name}: run npm run assets`);
    return template(data);
  };
}
