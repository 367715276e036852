import type { z } from "zod";

type Schema = z.core.$ZodTypes;

/**
 * The fields that a schema knows at a path, through optional fields, lists, records, unions and references.
 *
 * @param path as in a zod issue: names of fields and positions in lists
 * @returns the names of all alternatives, each once
 */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let schemas = alternatives(schema as unknown as Schema);
  for (const part of path) schemas = schemas.flatMap((one) => inside(one, part)).flatMap(alternatives);
  return [
    ...new Set(schemas.flatMap((one) => (one._zod.def.type === "object" ? Object.keys(one._zod.def.shape) : []))),
  ];
}

/** A schema without what wraps it; several for a union. */
function alternatives(schema: Schema): Schema[] {
  const definition = schema._zod.def;
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "nonoptional":
    case "readonly":
    case "catch":
      return alternatives(definition.innerType as Schema);
    case "pipe":
      return alternatives(definition.in as Schema);
    case "lazy":
      return alternatives(definition.getter() as Schema);
    case "union":
      return (definition.options as Schema[]).flatMap(alternatives);
    case "intersection":
      return [definition.left as Schema, definition.right as Schema].flatMap(alternatives);
    default:
      return [schema];
  }
}

/** What a schema says of one of its parts. */
function inside(schema: Schema, part: PropertyKey): Schema[] {
  const definition = schema._zod.def;
  switch (definition.type) {
    case "object":
      return present((definition.shape as Record<PropertyKey, unknown>)[part]);
    case "array":
      return present(definition.element);
    case "record":
      return present(definition.valueType);
    case "tuple":
      return present(definition.items[part as number] ?? definition.rest);
    default:
      return [];
  }
}

function present(schema: unknown): Schema[] {
  return schema ? [schema as Schema] : [];
}
