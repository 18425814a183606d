import { type Item, NOTHING } from "../attribute-value";
import { validationError } from "../errors";
import { type KeyAttribute, keyElement, rangePlace } from "../key";
import type { IndexSchema, Schema } from "../schema";
import type { Row } from "../store/row";

/** The place after which a page starts; it need not have a row any more. */
export function startRow(schema: Schema, index: IndexSchema | undefined, start: Item): Row {
  const names = index?.positionNames ?? schema.keyNames;
  const given = Object.keys(start).filter((name) => start[name] !== undefined);
  if (given.length !== names.length || names.some((name) => start[name] === undefined)) {
    throw validationError("The provided starting key is invalid");
  }
  const { key } = schema.keyPosition(schema.keyOf(start));
  const { hash, range } = index?.keys ?? schema.keys;
  const text = range ? element(start, range, false) : "";
  const place = rangePlace(text, range);
  return { key, hash: element(start, hash, true), ...place, item: NOTHING, bound: 0 };
}

function element(start: Item, attribute: KeyAttribute, isHash: boolean): string {
  return keyElement(start[attribute.name] ?? {}, attribute, isHash);
}
