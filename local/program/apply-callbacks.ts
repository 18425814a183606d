import * as pulumi from "@pulumi/pulumi";

/** Asynchronous callbacks of `Output.apply` that have not finished. */
export interface ApplyCallbacks {
  readonly unfinished: ReadonlySet<Promise<unknown>>;
  /** Stops watching. */
  stop(): void;
}

type Apply = (callback: (value: unknown) => unknown, withUnknowns?: boolean) => unknown;

/**
 * Watches the callbacks that a program hands to `apply`. The SDK counts only its own promises, so
 * a callback that waits for something else could still declare resources after everything looked
 * finished. The CLI waits for the whole process to run dry; inside ours there is no such moment.
 */
export function watchApplyCallbacks(): ApplyCallbacks {
  const unfinished = new Set<Promise<unknown>>();
  const { prototype } = pulumi.Output as unknown as { prototype: { apply: Apply } };
  const { apply } = prototype;
  prototype.apply = function (callback, withUnknowns) {
    const watched = (value: unknown): unknown => {
      const result = callback(value);
      if (result instanceof Promise) {
        unfinished.add(result);
        const finish = () => unfinished.delete(result);
        result.then(finish, finish);
      }
      return result;
    };
    return apply.call(this, watched, withUnknowns);
  };
  const stop = () => {
    prototype.apply = apply;
  };
  return { unfinished, stop };
}
