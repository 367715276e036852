import Handlebars from "handlebars";
import { assetPaths, assetText } from "../assets/index.js";

const folder = "templates/report/";
const ending = ".hbs";

let page: ((data: object) => string) | undefined;

/**
 * The report's page, from the templates under `templates/report`. Every text is escaped for HTML; a name that the templates
 * speak of must be there.
 */
export function renderPage(data: object): string {
  page ??= compilePage();
  return page(data);
}

function compilePage(): (data: object) => string {
  const handlebars = Handlebars.create();
  const options = { strict: true };
  for (const path of assetPaths(folder)) {
    const name = path.slice(folder.length, -ending.length);
    handlebars.registerPartial(name, handlebars.compile(assetText(path), options));
  }
  const compiled = handlebars.compile(assetText(`${folder}page${ending}`), options);
  return (data) => `${compiled(data).trimEnd()}\n`;
}
