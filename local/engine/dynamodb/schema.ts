import { type Item, typeOf } from "./attribute-value";
import { indexKeyMismatch, invalidParameters, keyMismatch } from "./errors";
import { RequestPlans } from "./expressions/request-plans";
import {
  checkElement,
  elementText,
  type KeyAttribute,
  type KeyPosition,
  keyElement,
  keyText,
  pickAttributes,
  type RangeOrder,
  rangeOrder,
} from "./key";
import type { IndexDefinition, KeyType, TableDefinition } from "./table-definition";

/** The key of a table or index, ready for use. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
  readonly order: RangeOrder;
}

/** An index, ready for use. */
export interface IndexSchema {
  readonly name: string;
  readonly keys: KeySchema;
  readonly definition: IndexDefinition;
  /** Attributes an index row shows; undefined shows all. */
  readonly shown: readonly string[] | undefined;
  /** Attributes of a position in this index: its own key and the table's. */
  readonly positionNames: readonly string[];
}

/**
 * What follows from the keys of a table. Schemas are shared between all tables with the same keys
 * in all engines of the process, because compiled expressions hang on them: a simulator builds
 * thousands of engines and must not compile the same expressions again.
 */
export class Schema {
  readonly keys: KeySchema;
  readonly keyNames: readonly string[];
  readonly indexes: readonly IndexSchema[];
  readonly plans = new RequestPlans(this);
  /** Key attributes of indexes with all indexes they belong to. */
  readonly indexKeys: ReadonlyMap<string, { type: KeyType; index: string }>;

  private constructor(definition: TableDefinition) {
    const typed = (name: string): KeyAttribute => {
      const attribute = definition.attributes.find((candidate) => candidate.name === name);
      if (!attribute) throw new Error(`key attribute ${name} of ${definition.name} has no type`);
      return attribute;
    };
    const keysOf = ({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }): KeySchema => {
      const range = rangeKey === undefined ? undefined : typed(rangeKey);
      return { hash: typed(hashKey), range, order: rangeOrder(range) };
    };
    this.keys = keysOf(definition);
    this.keyNames = namesOf(this.keys);
    this.indexes = definition.indexes.map((index) => {
      const keys = keysOf(index);
      const positionNames = [...new Set([...namesOf(keys), ...this.keyNames])];
      const shown = [...positionNames, ...(index.nonKeyAttributes ?? [])];
      return {
        name: index.name,
        keys,
        definition: index,
        shown: index.projection === "ALL" ? undefined : shown,
        positionNames,
      };
    });
    const indexKeys = new Map<string, { type: KeyType; index: string }>();
    for (const { keys, name: index } of this.indexes) {
      for (const { name, type } of keys.range ? [keys.hash, keys.range] : [keys.hash]) {
        if (!indexKeys.has(name)) indexKeys.set(name, { type, index });
      }
    }
    this.indexKeys = indexKeys;
  }

  private static readonly known = new Map<string, Schema>();

  /** The schema of a table; equal keys give the same object. */
  static of(definition: TableDefinition): Schema {
    const { hashKey, rangeKey, attributes, indexes } = definition;
    const identity = JSON.stringify([hashKey, rangeKey, attributes, indexes]);
    let schema = Schema.known.get(identity);
    if (!schema) {
      schema = new Schema(definition);
      Schema.known.set(identity, schema);
    }
    return schema;
  }

  /** Position of a request's `Key`, which must have exactly the key attributes. */
  keyPosition(key: Item): KeyPosition {
    const { hash, range } = this.keys;
    const names = range ? 2 : 1;
    let count = 0;
    for (const name in key) if (key[name] !== undefined) count += 1;
    const hashValue = key[hash.name];
    if (count !== names || hashValue === undefined) throw keyMismatch();
    const hashText = keyElement(hashValue, hash, true);
    if (!range) return { key: hashText, hash: hashText, text: "", number: 0 };
    const rangeValue = key[range.name];
    if (rangeValue === undefined) throw keyMismatch();
    const text = keyElement(rangeValue, range, false);
    return positionOf(hashText, text, range);
  }

  /** Position of an item that is about to be stored. */
  itemPosition(item: Item): KeyPosition {
    const { hash, range } = this.keys;
    const hashText = this.itemElement(item, hash, true);
    if (!range) return { key: hashText, hash: hashText, text: "", number: 0 };
    return positionOf(hashText, this.itemElement(item, range, false), range);
  }

  /** Index keys may be missing, but must have the declared type and must not be empty. */
  checkIndexKeys(item: Item): void {
    for (const [name, { type, index }] of this.indexKeys) {
      const value = item[name];
      if (value === undefined) continue;
      const text = elementText(value, type);
      if (text === undefined) {
        throw indexKeyMismatch(name, { type, index }, typeOf(value));
      }
      if (type !== "N" && text === "") {
        throw invalidParameters(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === "S" ? "string" : "binary"} value. IndexName: ${index}, IndexKey: ${name}`,
        );
      }
    }
  }

  /** The attributes of the table's key. */
  keyOf(item: Item): Item {
    return pickAttributes(item, this.keyNames);
  }

  private itemElement(item: Item, key: KeyAttribute, isHash: boolean): string {
    const value = item[key.name];
    if (value === undefined) throw invalidParameters(`Missing the key ${key.name} in the item`);
    const text = elementText(value, key.type);
    if (text === undefined) {
      throw invalidParameters(
        `Type mismatch for key ${key.name} expected: ${key.type} actual: ${typeOf(value)}`,
      );
    }
    checkElement(text, key, isHash);
    return text;
  }
}

function positionOf(hash: string, text: string, range: KeyAttribute): KeyPosition {
  return { key: keyText(hash, text), hash, text, number: range.type === "N" ? +text : 0 };
}

function namesOf({ hash, range }: KeySchema): string[] {
  return range ? [hash.name, range.name] : [hash.name];
}
