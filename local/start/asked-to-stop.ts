const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C, a closed terminal or a kill, however early it comes. */
export interface StopRequest {
  /** Resolves when somebody asks; never before. */
  readonly asked: Promise<void>;
  readonly isAsked: () => boolean;
  /** The signals do what they always did. */
  forget(): void;
}

/**
 * Listens for the wish to stop. The first one is carried out in order; whoever asks again does not want to
 * wait, and the processes of the cloud end by themselves when this one is gone.
 */
export function listenForStop(onFirst: () => void): StopRequest {
  let isAsked = false;
  let resolve: () => void = () => undefined;
  const asked = new Promise<void>((done) => {
    resolve = done;
  });
  const hear = () => {
    if (isAsked) process.exit(130);
    isAsked = true;
    onFirst();
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return {
    asked,
    isAsked: () => isAsked,
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, hear);
    },
  };
}
