import { expect } from "chai";
import {
  bannedCalls,
  deadExports,
  fileLength,
  fileNames,
  functionLength,
} from "./support/tidy/code-rules";
import { nothingUnfinished, shortReadme, workingLinks } from "./support/tidy/document-rules";
import { importDirection, noCycles } from "./support/tidy/import-rules";
import { type Rule, readRepository, type SourceFile } from "./support/tidy/source-tree";

const lines = (count: number, line = "const a = 1;") => `${line}\n`.repeat(count);

/** Each rule, and for each way of breaking it one planted file that must be found. */
const RULES: readonly {
  readonly title: string;
  readonly rule: Rule;
  readonly planted: readonly (readonly [violation: string, ...files: SourceFile[]])[];
}[] = [
  {
    title: "imports point in one direction",
    rule: importDirection,
    planted: [
      ["core imports a handler", file("functions/core/a.ts", 'import { b } from "../validate";')],
      ["core imports a package", file("functions/core/a.ts", 'import b from "pg";')],
      ["core reads files", file("functions/core/a.ts", 'import { b } from "node:fs";')],
      ["a handler imports an adapter", file("functions/a.ts", 'import { b } from "./adapters/b";')],
      ["a handler imports the SDK", file("functions/a.ts", 'import b from "@aws-sdk/client-sqs";')],
      ["the store imports a handler", file("functions/store/a.ts", 'import b from "../validate";')],
      [
        "an adapter imports the store",
        file("functions/adapters/a.ts", 'import b from "../store/b";'),
      ],
      ["a component imports a handler", file("components/a.ts", 'import b from "../functions/b";')],
      [
        "a component imports the SDK",
        file("components/a.ts", 'import b from "@aws-sdk/client-sns";'),
      ],
      [
        "the local cloud imports a component",
        file("local/a.ts", 'import b from "../components/b";'),
      ],
      ["the local cloud imports the program", file("local/a.ts", 'import b from "../index";')],
      ["a process imports Pulumi", file("local/cloud/a.ts", 'import b from "@pulumi/pulumi";')],
      ["the product imports a test", file("local/a.ts", 'import b from "../tests/b";')],
      [
        "a require hides an import",
        file("functions/core/a.ts", 'const b = require("../store/b");'),
      ],
    ],
  },
  {
    title: "no file needs itself",
    rule: noCycles,
    planted: [
      [
        "two files import each other",
        file("local/a.ts", 'import { b } from "./b";'),
        file("local/b.ts", 'import { a } from "./a";'),
      ],
    ],
  },
  {
    title: "time, chance and the environment come from ports",
    rule: bannedCalls,
    planted: [
      ["reads the clock", file("functions/core/a.ts", "const t = Date.now();")],
      ["makes a date of now", file("functions/store/a.ts", "const t = new Date();")],
      ["throws dice", file("functions/a.ts", "const r = Math.random();")],
      ["waits", file("local/engine/a.ts", "setTimeout(run, 5);")],
      ["waits again and again", file("local/sim/a.ts", "setInterval(run, 5);")],
      ["asks the network", file("functions/a.ts", "await fetch(url);")],
      ["reads the environment", file("components/a.ts", "const e = process.env.HOME;")],
    ],
  },
  {
    title: "a file holds one idea",
    rule: fileLength,
    planted: [
      ["a long file", file("local/a.ts", lines(251))],
      ["a long program", file("index.ts", lines(121))],
    ],
  },
  {
    title: "a function fits on a screen",
    rule: functionLength,
    planted: [
      ["a long function", file("local/a.ts", `function a() {\n${lines(70)}}\n`)],
      ["a long handler", file("functions/a.ts", `export const a = () => {\n${lines(60)}};\n`)],
      [
        "a long constructor",
        file("components/a.ts", `class A {\nconstructor() {\n${lines(70)}}\n}\n`),
      ],
    ],
  },
  {
    title: "what is exported is used",
    rule: deadExports,
    planted: [
      ["an unused export", file("local/engine/a.ts", "export function nobodyNeedsThis() {}")],
    ],
  },
  {
    title: "names are in kebab-case and say what they are",
    rule: fileNames,
    planted: [
      ["camel case", file("local/someFile.ts", "")],
      ["a drawer for everything", file("local/utils.ts", "")],
      ["a folder for everything", file("local/helpers/a.ts", "")],
    ],
  },
  {
    title: "links in documents lead somewhere",
    rule: workingLinks,
    planted: [["a broken link", file("docs/a.md", "see [this](./missing.md)")]],
  },
  {
    title: "the README is short",
    rule: shortReadme,
    planted: [["a long README", file("README.md", lines(121, "word"))]],
  },
  {
    title: "nothing unfinished or private is committed",
    rule: nothingUnfinished,
    planted: [
      ["a reminder", file("local/a.ts", "// TODO later")],
      ["a machine's path", file("docs/a.md", "look into /home/somebody/notes")],
      ["a registry's host", file("docs/a.md", "from registry.npmjs.org")],
    ],
  },
];

function file(path: string, text: string): SourceFile {
  return { path, text };
}

describe("the house rules", () => {
  let repository: readonly SourceFile[];

  before(() => {
    repository = readRepository();
  });

  for (const { title, rule, planted } of RULES) {
    it(title, () => {
      expect(rule(repository)).to.deep.equal([]);
    });

    for (const [violation, ...files] of planted) {
      it(`${title}: finds ${violation}`, () => {
        expect(rule(files)).not.to.deep.equal([]);
      });
    }
  }
});
