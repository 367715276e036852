import Handlebars from "handlebars";
import { assetPaths, assetText } from "../../assets/index.js";

const folder = "templates/hls/";
const ending = ".hbs";

/** The templates of HLS projects, compiled when first used. */
let engine: { render(template: string, data: object): string } | undefined;

/**
 * The text of a template under `templates/hls` filled with data. Every name that the template speaks of must be there.
 *
 * @param template name of the template: `"top.cpp"`
 */
export function render(template: string, data: object): string {
  engine ??= compileTemplates();
  return engine.render(template, data);
}

function compileTemplates() {
  const handlebars = Handlebars.create();
  const options = { noEscape: true, strict: true };
  const names = assetPaths(folder).map((path) => path.slice(folder.length, -ending.length));
  for (const name of names) handlebars.registerPartial(name, handlebars.compile(textOf(name), options));
  const templates = new Map(names.map((name) => [name, handlebars.compile(textOf(name), options)]));
  return {
    render(template: string, data: object): string {
      const compiled = templates.get(template);
      if (compiled === undefined) throw new Error(`no template ${template}`);
      return `${compiled(data)
        .replace(/\n{3,}/g, "\n\n")
        .trimEnd()}\n`;
    },
  };
}

function textOf(name: string): string {
  return assetText(`${folder}${name}${ending}`);
}
