/** An element as read from a document: its children by name, and its text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

/** Text that means the same inside an element or an attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] as string);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    const character = entities[name];
    if (character === undefined) throw new SyntaxError(`unknown XML entity ${whole}`);
    return character;
  });
}

/** Tags, comments, declarations and CDATA; what lies between two matches is text. */
const markup =
  /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([\w:.-]+)([^<>]*?)(\/?)>/g;

/** Reads a document as the SDK clients write them: no DTD, no processing instructions of meaning. */
export function parseXml(document: string): XmlElement {
  const root: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open: XmlElement[] = [root];
  let end = 0;
  for (const match of document.matchAll(markup)) {
    const [whole, cdata, closing, name, attributes, selfClosing] = match;
    const current = open[open.length - 1] as XmlElement;
    current.text += textBetween(document, end, match.index);
    end = match.index + whole.length;
    if (cdata !== undefined) current.text += cdata;
    if (!name) continue;
    if (closing) {
      if (current.name !== name) throw new SyntaxError(`</${name}> closes <${current.name}>`);
      open.pop();
      continue;
    }
    const element = { name, attributes: parseAttributes(attributes ?? ""), children: [], text: "" };
    current.children.push(element);
    if (!selfClosing) open.push(element);
  }
  const [top] = root.children;
  if (open.length !== 1 || !top || root.children.length > 1) {
    throw new SyntaxError("not a well-formed XML document");
  }
  if (textBetween(document, end, document.length).trim()) {
    throw new SyntaxError("text after the end of the XML document");
  }
  return top;
}

function textBetween(document: string, from: number, to: number): string {
  const text = document.slice(from, to);
  if (text.includes("<")) throw new SyntaxError(`malformed XML near ${text.slice(0, 40)}`);
  return unescapeXml(text);
}

function parseAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single] of source.matchAll(
    /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (name) attributes[name] = unescapeXml(double ?? single ?? "");
  }
  return attributes;
}
