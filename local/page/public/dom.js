/** The element with this id; the page and its scripts are written together, so it is there. */
export function byId(id) {
  return document.getElementById(id);
}

/** Writes only what changed: a live region stays silent while nothing happens. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The same for a sentence with names in it: `us-east-1` is never broken at one of its hyphens. */
export function setSentence(element, text) {
  if (element.textContent === text) return;
  const parts = text.split(/(\S+-\S+)/);
  const whole = (part) => make("span", { class: "whole" }, part);
  element.replaceChildren(...parts.map((part, at) => (at % 2 === 1 ? whole(part) : part)));
}

export function setData(element, key, value) {
  if (element.dataset[key] !== value) element.dataset[key] = value;
}

/** An element with attributes and children; text is text, never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

export function clockTime(atMs) {
  return clock.format(atMs);
}

/** 400 ms, 1.5 s, 42 s, 3 min */
export function duration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

const grouped = new Intl.NumberFormat("en");

export function count(number) {
  return grouped.format(number);
}
