import { byId, duration, make, setData, setText } from "./dom.js";
import { onPress, press } from "./press.js";

const LAGS_MS = [400, 5_000, 30_000];

/** What can be done to a region: how it reads while all is well, and while it is broken. */
const KINDS = [
  {
    key: "power",
    broken: (region) => region.power !== "on",
    act: ["kill", "Kill it", "Every machine dies at once, as with kill -9."],
    undo: ["revive", "Bring it back", "With its old queues and its old beliefs."],
  },
  {
    key: "network",
    broken: (region) => region.cutOff,
    act: ["partition", "Cut it off", "It runs and reaches the card processor, but nobody else."],
    undo: ["heal", "Reconnect it", "Its network and its store work again."],
  },
  {
    key: "store",
    broken: (region) => region.storeSilent,
    act: ["blackhole-store", "Silence its store", "The database swallows calls.", { on: true }],
    undo: ["blackhole-store", "Let its store answer", "Calls are answered again.", { on: false }],
  },
  {
    key: "truth",
    broken: (region) => region.lying,
    act: ["lie", "Lie about its health", "Checks call it broken although it works.", { on: true }],
    undo: ["lie", "Tell the truth again", "Checks report what they see.", { on: false }],
  },
];

const buttons = [];
const lagButtons = new Map();

function buildRegion({ region, role }) {
  const made = KINDS.map((kind) => {
    const id = `${kind.key}-${region}`;
    const what = make("span", { class: "what", id: `${id}-what` });
    const how = make("span", { class: "how", id: `${id}-how` });
    const button = make(
      "button",
      {
        type: "button",
        class: "disaster",
        "aria-labelledby": `${what.id} break-${region}`,
        "aria-describedby": how.id,
      },
      what,
      how,
    );
    const entry = { kind, region, button, what, how, side: kind.act };
    onPress(button, () => press(entry.side[0], { region, ...entry.side[3] }));
    buttons.push(entry);
    return button;
  });
  const title = make("h3", { id: `break-${region}` }, make("small", {}, `${role} `), region);
  byId("disaster-buttons").append(
    make("div", { role: "group", "aria-labelledby": title.id, "data-role": role }, title, ...made),
  );
}

function buildEverywhere() {
  for (const lagMs of LAGS_MS) {
    const button = make("button", { type: "button", "aria-pressed": "false" }, duration(lagMs));
    onPress(button, () => press("lag", { lagMs }));
    lagButtons.set(lagMs, button);
    byId("lag").append(button);
  }
  onPress(byId("heal"), () => press("heal"));
}

/** Every button says what it would do now: break, or repair what it has broken. */
export function showDisasters({ regions, replication }) {
  if (buttons.length === 0) {
    for (const region of regions) buildRegion(region);
    buildEverywhere();
  }
  for (const entry of buttons) {
    const region = regions.find((one) => one.region === entry.region);
    const broken = entry.kind.broken(region);
    entry.side = broken ? entry.kind.undo : entry.kind.act;
    setText(entry.what, entry.side[1]);
    setText(entry.how, entry.side[2]);
    setData(entry.button, "broken", broken ? "yes" : "no");
  }
  for (const [lagMs, button] of lagButtons) {
    button.setAttribute("aria-pressed", String(lagMs === replication.lagMs));
  }
}
