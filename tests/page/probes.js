// What the tests ask inside the browser, as `probes.<name>()`.

function parse(color) {
  return (color.match(/[\d.]+/g) ?? []).map(Number);
}

function over(front, back) {
  const alpha = front[3] ?? 1;
  return [0, 1, 2].map((at) => front[at] * alpha + back[at] * (1 - alpha));
}

function behind(element) {
  if (!element) return [255, 255, 255];
  const own = parse(getComputedStyle(element).backgroundColor);
  return (own[3] ?? 1) === 1 ? own : over(own, behind(element.parentElement));
}

function luminance(color) {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
function faintTexts() {
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const ownText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim(),
    );
    const hidden = element.getBoundingClientRect().width === 0;
    if (!ownText || hidden || element.closest("svg, noscript, :disabled")) continue;
    const back = behind(element);
    const front = over(parse(getComputedStyle(element).color), back);
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faint.push(`${element.textContent.trim().slice(0, 40)} ${ratio.toFixed(2)}`);
  }
  return faint;
}

/** What has the focus, and its place in the document; undefined when nothing has it. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const at = [...document.querySelectorAll("body *")].indexOf(element);
  return { at, name: element.textContent, outline: getComputedStyle(element).outlineStyle };
}

/** Name and description of every disaster button, as they are put together from other elements. */
function disasters() {
  const textOf = (element, attribute) =>
    (element.getAttribute(attribute) ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent)
      .join(" ");
  return [...document.querySelectorAll(".disaster")].map((button) => ({
    name: textOf(button, "aria-labelledby"),
    how: textOf(button, "aria-describedby"),
  }));
}

function longestTransition() {
  const parts = [...document.querySelectorAll("button, .region, .headline")];
  const seconds = parts.map((one) => Number.parseFloat(getComputedStyle(one).transitionDuration));
  return Math.max(...seconds);
}

function contentWidth() {
  return document.documentElement.scrollWidth;
}

function rootStyle(name, value) {
  document.documentElement.style.setProperty(name, value);
}

globalThis.probes = {
  faintTexts,
  focused,
  disasters,
  longestTransition,
  contentWidth,
  rootStyle,
};
