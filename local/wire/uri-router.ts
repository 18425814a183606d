import type { Operation } from "./service-model";
import type { WireRequest } from "./wire-message";

/** The operation a REST request means, and the labels its path carries. */
export interface Route {
  readonly operation: Operation;
  readonly labels: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly operation: Operation;
  readonly method: string;
  readonly path: RegExp;
  readonly labelNames: readonly string[];
  /** Literal query parameters; an undefined value means that the name alone must be there. */
  readonly query: readonly (readonly [name: string, value: string | undefined])[];
  readonly weight: number;
}

/** Finds the operation for a request among those of one service: the most specific match wins. */
export class UriRouter {
  private readonly patterns: readonly Pattern[];

  constructor(operations: Iterable<Operation>) {
    this.patterns = [...operations].flatMap((operation) => patternOf(operation) ?? []);
  }

  match(request: WireRequest): Route | undefined {
    let best: { pattern: Pattern; match: RegExpExecArray } | undefined;
    for (const pattern of this.patterns) {
      const match = matches(pattern, request);
      if (match && (!best || pattern.weight > best.pattern.weight)) best = { pattern, match };
    }
    if (!best) return undefined;
    const { pattern, match } = best;
    const labels = pattern.labelNames.map((name, i): [string, string] => [
      name,
      decodeURIComponent(match[i + 1] ?? ""),
    ]);
    return { operation: pattern.operation, labels: Object.fromEntries(labels) };
  }
}

function matches(pattern: Pattern, request: WireRequest): RegExpExecArray | null {
  if (pattern.method !== request.method) return null;
  for (const [name, value] of pattern.query) {
    const actual = request.query.get(name);
    if (actual === null || (value !== undefined && actual !== value)) return null;
  }
  return pattern.path.exec(request.path);
}

function patternOf(operation: Operation): Pattern | undefined {
  if (!operation.http) return undefined;
  const [path = "/", query = ""] = operation.http.uri.split("?");
  const labelNames: string[] = [];
  const source = path
    .replace(/\/$/, "")
    .split("/")
    .map((segment) => {
      const label = /^\{(\w+)(\+?)\}$/.exec(segment);
      if (!label) return segment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      labelNames.push(label[1] as string);
      return label[2] ? "(.+)" : "([^/]+)";
    })
    .join("/");
  const literals = query.split("&").filter(Boolean);
  return {
    operation,
    method: operation.http.method,
    path: new RegExp(`^${source}/?$`),
    labelNames,
    query: literals.map((pair) => {
      const [name = "", value] = pair.split("=");
      return [name, value];
    }),
    // A sub-resource such as `?acl` says more than the hint of the SDK, which we may have added.
    weight: literals.reduce((sum, pair) => sum + (pair.startsWith("x-id=") ? 1 : 2), 0),
  };
}
