import type { SourcePatch } from "../entry-points";
import type { Mode, ProcessorKind } from "../scenario";

/** Where a mutant is hunted: in disasters of one combination, or at the crash points of a small world. */
export type Ground = `crash/${string}` | `${Mode}/${ProcessorKind}`;

/** A fault put into the product on purpose: whoever does not notice it does not look there. */
export interface Mutant extends SourcePatch {
  readonly name: string;
  /** What the sources promise that the mutant breaks. */
  readonly why: string;
  /** The other barriers against the same harm, which are taken down together with this one. */
  readonly also?: readonly SourcePatch[];
  /** @default disasters of a strong stack whose processor keeps keys */
  readonly grounds?: readonly Ground[];
  /** Why nobody could notice: the mutant is expected to survive. */
  readonly equivalent?: string;
}
