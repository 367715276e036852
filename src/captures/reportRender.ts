import { templates } from "../assets/reportTemplates.generated.js";
import { templateRenderer } from "../assets/templates.js";

const renderTemplate = templateRenderer(templates);

/**
 * The report's page, from the templates under `templates/report`. Every text is escaped for HTML; a name that the templates
 * speak of must be there.
 */
export function renderPage(data: object): string {
  return `${renderTemplate("page", data).trimEnd()}\n`;
}
