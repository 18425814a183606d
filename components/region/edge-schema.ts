import type { SchemaNode } from "../../functions/core/request-schema";

/**
 * The request schema as API Gateway imports it. It knows neither lists of types nor exclusive bounds, so
 * both are left out: the edge turns away what is plainly wrong, the function checks everything again.
 */
export function edgeSchema(node: SchemaNode): object {
  const { type, exclusiveMinimum: _exclusive, properties, ...rest } = node;
  return {
    ...rest,
    ...(typeof type === "string" ? { type } : {}),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, edgeSchema(property)]),
          ),
        }),
  };
}
