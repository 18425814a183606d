/** What a program said through `pulumi.log` while it ran in this process. */
export interface ProgramMessages {
  readonly errors: string[];
  readonly warnings: string[];
  /** Gives the console back. */
  stop(): void;
}

const MESSAGE = /^(error|warning): \[runtime\] ([\s\S]*)$/;

/**
 * Without a CLI the SDK writes `pulumi.log` messages to the console with a fixed prefix. They
 * belong to the capture, so they are taken from there; everything else is printed as usual.
 */
export function collectMessages(): ProgramMessages {
  const errors: string[] = [];
  const warnings: string[] = [];
  const { error, warn } = console;
  const listen =
    (print: (...values: unknown[]) => void) =>
    (...values: unknown[]): void => {
      const [, severity, text] = MESSAGE.exec(String(values[0])) ?? [];
      if (text === undefined) print(...values);
      else (severity === "error" ? errors : warnings).push(text);
    };
  console.error = listen(error);
  console.warn = listen(warn);
  const stop = () => {
    console.error = error;
    console.warn = warn;
  };
  return { errors, warnings, stop };
}
