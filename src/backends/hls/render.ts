import { templates } from "../../assets/hlsTemplates.generated.js";
import { templateRenderer } from "../../assets/templates.js";

const renderTemplate = templateRenderer(templates);

/**
 * The text of a template under `templates/hls` filled with data. Every name that the template speaks of must be there.
 *
 * @param template name of the template: `"top.cpp"`
 */
export function render(template: string, data: object): string {
  return `${renderTemplate(template, data)
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
}
