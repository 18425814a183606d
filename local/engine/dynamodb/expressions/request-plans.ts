import { invalidParameters, validationError } from "../errors";
import type { IndexSchema, KeySchema, Schema } from "../schema";
import type { Condition } from "./condition";
import type { ExpressionCompiler, Filter, Selection } from "./expression-compiler";
import type { KeyCondition } from "./key-condition";
import { PlanCache } from "./plan-cache";
import type { Path } from "./syntax-tree";
import type { Update } from "./update";

/** UpdateItem: what to change, and when. */
interface UpdateBody {
  readonly update: Update | undefined;
  readonly condition: Condition | undefined;
  /** Whether the result has to be checked against the key types of the indexes. */
  readonly touchesIndexKeys: boolean;
}

/** Query: which part of which partition, what of it is shown. */
interface QueryBody {
  readonly keyCondition: KeyCondition;
  readonly filter: Filter | undefined;
  readonly selection: Selection | undefined;
}

/** Scan: what of the table is shown. */
export interface ScanBody {
  readonly filter: Filter | undefined;
  readonly selection: Selection | undefined;
}

/** All plans of requests to tables with one schema; rules about key attributes are applied here. */
export class RequestPlans {
  readonly update: PlanCache<UpdateBody>;
  readonly condition: PlanCache<Condition | undefined>;
  readonly projection: PlanCache<Selection | undefined>;
  readonly scan: PlanCache<ScanBody>;
  private readonly queries = new Map<string | undefined, PlanCache<QueryBody>>();

  constructor(private readonly schema: Schema) {
    this.update = new PlanCache((compiler, update, condition) =>
      this.buildUpdate(compiler, update, condition),
    );
    this.condition = new PlanCache((compiler, text) => compiler.condition(text));
    this.projection = new PlanCache((compiler, text) => this.selection(compiler, text));
    this.scan = new PlanCache((compiler, filter, projection) => ({
      filter: this.filter(compiler, filter),
      selection: this.selection(compiler, projection),
    }));
  }

  query(index: IndexSchema | undefined): PlanCache<QueryBody> {
    let cache = this.queries.get(index?.name);
    if (!cache) {
      const keys = index?.keys ?? this.schema.keys;
      cache = new PlanCache((compiler, condition, filter, projection) =>
        this.buildQuery(compiler, keys, condition, filter, projection),
      );
      this.queries.set(index?.name, cache);
    }
    return cache;
  }

  private buildUpdate(
    compiler: ExpressionCompiler,
    updateText: string | undefined,
    conditionText: string | undefined,
  ): UpdateBody {
    const update = compiler.update(updateText, this.schema);
    const condition = compiler.condition(conditionText);
    const heads = (update?.paths ?? []).map(([head]) => head);
    const key = this.schema.keyNames.find((name) => heads.includes(name));
    if (key !== undefined) {
      throw invalidParameters(`Cannot update attribute ${key}. This attribute is part of the key`);
    }
    this.refuseNestedKeys(update?.paths ?? []);
    const touchesIndexKeys = heads.some((head) => this.schema.indexKeys.has(head));
    return { update, condition, touchesIndexKeys };
  }

  private buildQuery(
    compiler: ExpressionCompiler,
    keys: KeySchema,
    conditionText: string | undefined,
    filterText: string | undefined,
    projectionText: string | undefined,
  ): QueryBody {
    if (conditionText === undefined) {
      throw validationError(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
      );
    }
    const keyCondition = compiler.keyCondition(conditionText, keys);
    const filter = this.filter(compiler, filterText);
    const heads = (filter?.paths ?? []).map(([head]) => head);
    for (const key of [keys.hash.name, keys.range?.name]) {
      if (key === undefined || !heads.includes(key)) continue;
      throw validationError(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
      );
    }
    return { keyCondition, filter, selection: this.selection(compiler, projectionText) };
  }

  private filter(compiler: ExpressionCompiler, text: string | undefined): Filter | undefined {
    if (text === undefined) return undefined;
    const filter = compiler.filter("FilterExpression", text);
    this.refuseNestedKeys(filter.paths);
    return filter;
  }

  private selection(compiler: ExpressionCompiler, text: string | undefined): Selection | undefined {
    const selection = compiler.projection(text);
    this.refuseNestedKeys(selection?.paths ?? []);
    return selection;
  }

  private refuseNestedKeys(paths: readonly Path[]): void {
    for (const [head, ...nested] of paths) {
      if (nested.length === 0) continue;
      const isKey = this.schema.keyNames.includes(head);
      if (!isKey && !this.schema.indexKeys.has(head)) continue;
      throw validationError(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${isKey ? "Key" : "IndexKey"}: ${head}`,
      );
    }
  }
}
