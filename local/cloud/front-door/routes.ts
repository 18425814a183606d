import type { ApiDescription, Operation } from "./api-description";

export interface Route {
  readonly resource: string;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the operation of a path: fixed segments win over variables, as in API Gateway. */
export function findRoute(
  description: ApiDescription,
  method: string,
  path: string,
): Route | undefined {
  const given = path.split("/");
  const templates = Object.keys(description.paths).sort(
    (a, b) => variables(a) - variables(b) || a.localeCompare(b),
  );
  for (const resource of templates) {
    const parameters = match(resource.split("/"), given);
    const operation = parameters && description.paths[resource]?.[method.toLowerCase()];
    if (operation) return { resource, operation, parameters };
  }
  return undefined;
}

function variables(template: string): number {
  return template.split("{").length;
}

function match(
  template: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name) {
      if (value === "") return undefined;
      parameters[name] = decode(value);
    } else if (segment !== value) return undefined;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
