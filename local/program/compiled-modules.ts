import { readFileSync } from "node:fs";

type Loader = (module: NodeJS.Module, file: string) => void;

/** What ts-node leaves for those who want to compile with its settings. */
interface Compiler {
  compile(source: string, file: string): string;
}

interface Compiled {
  readonly source: string;
  readonly text: string;
}

const known = new Map<string, Compiled>();

/**
 * Runs something that loads TypeScript, and compiles each file only when its text is new. A program
 * that is captured again runs its modules again, but nearly always the same ones.
 */
export function compilingOnce<T>(run: () => T): T {
  const compiler = compilerOf(process);
  if (!compiler) return run();
  const extensions = require.extensions as Record<string, Loader | undefined>;
  const usual = extensions[".ts"];
  extensions[".ts"] = (module, file) => {
    const { text } = compiled(compiler, file);
    (module as unknown as { _compile(text: string, file: string): void })._compile(text, file);
  };
  try {
    return run();
  } finally {
    extensions[".ts"] = usual;
  }
}

function compilerOf(holder: object): Compiler | undefined {
  const instance = Symbol.for("ts-node.register.instance");
  return (holder as Record<symbol, Compiler | undefined>)[instance];
}

function compiled(compiler: Compiler, file: string): Compiled {
  const source = readFileSync(file, "utf8");
  const before = known.get(file);
  if (before?.source === source) return before;
  const fresh = { source, text: compiler.compile(source, file) };
  known.set(file, fresh);
  return fresh;
}
