import fc from "fast-check";

/** Numbers in many spellings; small ones often, so that conditions meet equal values. */
export const number = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("0", "1", "2", "3", "-1", "10") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("1.50", "0.1", "-0.001", "1e3", "000012", "-0", "9007199254740993"),
  },
);

/** Numbers at the limits; kept out of sums, see the list of known gaps. */
export const extreme = fc.constantFrom(
  "12345678901234567890123456789012345678",
  "-0.12345678901234567890123456789012345678",
  "1e125",
  "-9.9999999999999999999999999999999999999e125",
  "1e-130",
  "1000000000000000000000000000000000000000000000",
);

/** Short strings from a small pool; never empty, see the list of known gaps. */
export const text = fc.record({
  S: fc.constantFrom("a", "ab", "abc", "b", "é", "中", "\uFF5E", "value with spaces"),
});

const bytes = fc
  .constantFrom([1], [1, 2], [0], [255, 0, 1], [2])
  .map((list) => Uint8Array.from(list));

const scalar = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: fc.record({ N: number }) },
  { weight: 1, arbitrary: fc.record({ B: bytes }) },
  { weight: 1, arbitrary: fc.constant({ BOOL: true }) },
  { weight: 1, arbitrary: fc.constant({ NULL: true }) },
);

const sets = fc.oneof(
  fc.record({ SS: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }) }),
  fc.record({ NS: fc.uniqueArray(fc.constantFrom("1", "2", "3"), { minLength: 1 }) }),
  fc.record({
    BS: fc.uniqueArray(bytes, { minLength: 1, maxLength: 3, selector: (b) => b.join() }),
  }),
);

/** Values that AWS refuses. */
const wrong = fc.constantFrom<unknown>(
  {},
  { N: "" },
  { N: "1e126" },
  { N: "1e-131" },
  { N: "123456789012345678901234567890123456789" },
  { N: "twelve" },
  { SS: [] },
  { NS: ["1", "1"] },
  { SS: ["a", "a"] },
  { S: "a", N: "1" },
  { NULL: false },
);

const documents = fc.letrec<{ value: unknown; list: unknown; map: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    { weight: 8, arbitrary: scalar as fc.Arbitrary<unknown> },
    { weight: 2, arbitrary: sets },
    { weight: 2, arbitrary: tie("list") },
    { weight: 2, arbitrary: tie("map") },
  ),
  list: fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
  map: fc
    .dictionary(fc.constantFrom("x", "y"), tie("value"), { maxKeys: 2 })
    .map((M) => ({ M: { ...M } })),
}));

/** Any value, rarely one that is refused. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 60, arbitrary: documents.value },
  { weight: 1, arbitrary: wrong },
);

/** Values without an inside: what conditions compare, see the list of known gaps. */
export const comparable: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalar as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: sets },
);

/** Values that have an order. */
export const sortable: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.record({ N: number }),
  fc.record({ B: bytes }),
) as fc.Arbitrary<unknown>;

/** Sets and numbers: what ADD and DELETE take. */
export const addable: fc.Arbitrary<unknown> = fc.oneof(sets, fc.record({ N: number }));
