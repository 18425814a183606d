import fc from "fast-check";
import { addable, comparable, extreme, sortable, text, value } from "./random-values";

/** Members of a request that belong to its expressions. */
interface Expressions {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** A piece of an expression: text in which `?` stands for the next value. */
interface Piece {
  readonly text: string;
  readonly values: readonly unknown[];
}

const piece = (text: string, ...values: unknown[]): Piece => ({ text, values });
const name = fc.constantFrom("a", "b", "c", "n", "t", "kind", "#rank");
const path = fc.oneof(
  { weight: 5, arbitrary: name },
  { weight: 2, arbitrary: fc.constantFrom("a.x", "b[0]", "a.x.y", "c[1]", "b[0].x", "c[5]") },
);

/** Rarely something that is no expression, or uses a reserved word or an undefined name. */
const mistake = fc.constantFrom(
  piece("a = "),
  piece("name = ?", { S: "a" }),
  piece("#nowhere = ?", { S: "a" }),
  piece("a = a"),
  piece("attribute_exists(?)", { S: "a" }),
  piece("begins_with(a, ?)", { N: "1" }),
  piece("unknown(a)"),
  piece("size(a)"),
  piece("((a = ?))", { S: "a" }),
  piece("a BETWEEN ? AND ?", { N: "3" }, { N: "1" }),
  piece("attribute_type(a, ?)", { S: "STRING" }),
  piece("a ! b"),
);

const test: fc.Arbitrary<Piece> = fc.oneof(
  fc
    .tuple(path, fc.constantFrom("=", "<>"), comparable)
    .map(([p, op, v]) => piece(`${p} ${op} ?`, v)),
  fc
    .tuple(path, fc.constantFrom("<", "<=", ">", ">="), sortable)
    .map(([p, op, v]) => piece(`${p} ${op} ?`, v)),
  fc.tuple(path, sortable).map(([p, v]) => piece(`? >= ${p}`, v)),
  fc.tuple(path, sortable).map(([p, v]) => piece(`${p} BETWEEN ? AND ?`, v, v)),
  fc.tuple(path, comparable, comparable).map(([p, v, w]) => piece(`${p} IN (?, ?)`, v, w)),
  fc.tuple(fc.constantFrom("<", "="), extreme).map(([op, N]) => piece(`x ${op} ?`, { N })),
  path.map((p) => piece(`attribute_exists(${p})`)),
  path.map((p) => piece(`attribute_not_exists(${p})`)),
  fc
    .tuple(path, fc.constantFrom("S", "N", "B", "L", "M", "SS", "NS", "BS", "NULL", "BOOL"))
    .map(([p, S]) => piece(`attribute_type(${p}, ?)`, { S })),
  fc.tuple(path, text).map(([p, v]) => piece(`begins_with(${p}, ?)`, v)),
  fc.tuple(path, sortable).map(([p, v]) => piece(`contains(${p}, ?)`, v)),
  fc
    .tuple(path, fc.constantFrom("<", "="), fc.constantFrom("0", "1", "2"))
    .map(([p, op, N]) => piece(`size(${p}) ${op} ?`, { N })),
);

const join = (word: string) => (pieces: readonly Piece[]) =>
  piece(pieces.map(({ text }) => text).join(word), ...pieces.flatMap(({ values }) => values));

const condition: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 60, arbitrary: test },
  { weight: 10, arbitrary: test.map((t) => piece(`NOT ${t.text}`, ...t.values)) },
  { weight: 15, arbitrary: fc.tuple(test, test).map(join(" AND ")) },
  { weight: 15, arbitrary: fc.tuple(test, test).map(join(" OR ")) },
  {
    weight: 10,
    arbitrary: fc
      .tuple(test, test, test)
      .map(([p, q, r]) =>
        piece(`${p.text} and (${q.text} or not ${r.text})`, ...p.values, ...q.values, ...r.values),
      ),
  },
  { weight: 3, arbitrary: mistake },
);

/** What assignments read: never a list or map, see the list of known gaps. */
const source = fc.constantFrom("n", "t", "kind", "absent", "absent.y");

const operand: fc.Arbitrary<Piece> = fc.oneof(
  { weight: 6, arbitrary: value.map((v) => piece("?", v)) },
  { weight: 1, arbitrary: source.map((p) => piece(p)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(source, fc.constantFrom("+", "-"), fc.constantFrom("1", "0.5", "-3", "10"))
      .map(([p, op, N]) => piece(`${p} ${op} ?`, { N })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(source, value).map(([p, v]) => piece(`if_not_exists(${p}, ?)`, v)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(source, fc.array(comparable, { maxLength: 2 }))
      .map(([p, L]) => piece(`list_append(if_not_exists(${p}, ?), ?)`, { L: [] }, { L })),
  },
);

/** Paths that do not overlap: an update takes its paths from here, each at most once. */
const distinctPaths = fc
  .tuple(
    fc.constantFrom("a", "a.x", "a.y", "a.x.y"),
    fc.constantFrom("b", "b[0]", "b[1]", "b[7]", "b[0].x"),
    fc.constantFrom("c", "c[1]", "c.x"),
    fc.constantFrom("kind", "#rank"),
  )
  .chain((paths) => fc.shuffledSubarray(["n", "t", ...paths], { minLength: 4 }));

/** Values that suit the attribute, so that most updates get past the types. */
function suited(path: string): fc.Arbitrary<Piece> {
  const own: Record<string, fc.Arbitrary<Piece>> = {
    n: fc.oneof(
      fc
        .constantFrom("n + ?", "n - ?", "if_not_exists(n, ?)", "?")
        .map((t) => piece(t, { N: "0.5" })),
      piece2("if_not_exists(n, ?) + ?", { N: "3" }, { N: "-1" }),
    ),
    t: text.map((v) => piece("?", v)),
    kind: fc.constantFrom("k1", "k2").map((S) => piece("?", { S })),
    "#rank": fc.constantFrom("1", "2.5").map((N) => piece("?", { N })),
    b: fc
      .array(comparable, { maxLength: 2 })
      .map((L) => piece("list_append(if_not_exists(b, ?), ?)", { L: [] }, { L })),
  };
  const typical = own[path] ?? value.map((v) => piece("?", v));
  return fc.oneof({ weight: 5, arbitrary: typical }, { weight: 1, arbitrary: operand });
}

function piece2(text: string, ...values: unknown[]): fc.Arbitrary<Piece> {
  return fc.constant(piece(text, ...values));
}

/** One to four actions on different paths, at most one of REMOVE, ADD and DELETE each. */
const update: fc.Arbitrary<Piece> = distinctPaths.chain((paths) => {
  const [removed, added, deleted, ...assigned] = paths as [string, string, string, ...string[]];
  const change = (path: string) => (path === "n" ? fc.constant({ N: "2" }) : addable);
  return fc
    .tuple(
      fc.tuple(...assigned.slice(0, 3).map((p) => suited(p).map((o) => prefixed(`${p} = `, o)))),
      optional(fc.constant(piece(`REMOVE ${removed}`))),
      optional(change(added).map((v) => piece(`ADD ${added} ?`, v))),
      optional(addable.map((v) => piece(`DELETE ${deleted} ?`, v))),
    )
    .map(([sets, ...others]) => {
      const sections = others.filter((other) => other !== undefined);
      return join(" ")([prefixed("SET ", join(", ")(sets)), ...sections]);
    });
});

function optional<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 1 });
}

function prefixed(prefix: string, { text, values }: Piece): Piece {
  return { text: prefix + text, values };
}

/** Updates that are wrong in themselves. */
const wrongUpdate = fc.constantFrom(
  piece("SET a = ?, a = ?", { S: "1" }, { S: "2" }),
  piece("SET a.x = ?, a = ?", { S: "1" }, { S: "2" }),
  piece("SET a.x = ?, a[1] = ?", { S: "1" }, { S: "2" }),
  piece("SET a = ? SET b = ?", { S: "1" }, { S: "2" }),
  piece("SET a = unknown(b, ?)", { S: "1" }),
  piece("SET a = list_append(b, ?)", { S: "1" }),
  piece("SET a = b + ?", { S: "1" }),
  piece("SET status = ?", { S: "1" }),
  piece("SET a = ? + ?", { N: "1" }, { N: "2" }),
  piece("SET a = if_not_exists(?, ?)", { N: "1" }, { N: "2" }),
  piece("ADD a ?", { S: "1" }),
  piece("DELETE a ?", { N: "1" }),
  piece("REMOVE id"),
  piece("SET pk = ?, id = ?", { S: "1" }, { S: "1" }),
  piece("SET kind.x = ?", { S: "1" }),
  piece("SET = ?", { S: "1" }),
);

/** A condition with the given probability, else nothing. */
export function randomCondition(probability: number): fc.Arbitrary<Expressions> {
  const weight = Math.round(probability * 100);
  return fc.oneof(
    { weight: 100 - weight, arbitrary: fc.constant({}) },
    { weight, arbitrary: condition.map((c) => bind(undefined, c)) },
  );
}

/** An update expression, sometimes with a condition. */
export const randomUpdate: fc.Arbitrary<Expressions> = fc
  .tuple(
    fc.oneof({ weight: 12, arbitrary: update }, { weight: 1, arbitrary: wrongUpdate }),
    fc.option(condition, { nil: undefined, freq: 1 }),
  )
  .map(([update, when]) => bind(update, when));

/** Numbers the values and collects the names that the texts need. */
function bind(update: Piece | undefined, when: Piece | undefined): Expressions {
  const values: Record<string, unknown> = {};
  const number = ({ text, values: given }: Piece): string => {
    let next = 0;
    return text.replace(/\?/g, () => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = given[next];
      next += 1;
      return placeholder;
    });
  };
  const bound: Record<string, unknown> = {};
  if (update) bound.UpdateExpression = number(update);
  if (when) bound.ConditionExpression = number(when);
  if (Object.keys(values).length > 0) bound.ExpressionAttributeValues = values;
  const used = `${bound.UpdateExpression} ${bound.ConditionExpression}`;
  if (used.includes("#rank")) bound.ExpressionAttributeNames = { "#rank": "rank" };
  return bound;
}
