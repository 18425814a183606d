import { byId, count, duration, make, setData, setSentence, setText } from "./dom.js";

const ROWS = [
  ["health", "health checks"],
  ["store", "store"],
  ["traffic", "payments"],
  ["queue", "queue"],
  ["letters", "dead letters"],
  ["database", "database"],
];

const cards = new Map();

function build(region, role) {
  const part = (className, tag = "p") => make(tag, { class: className });
  const parts = {
    lead: part("lead"),
    badge: part("badge"),
    power: part("power"),
    rows: Object.fromEntries(ROWS.map(([key]) => [key, make("dd")])),
    api: make("code"),
  };
  const name = make("h3", { id: `region-${region}` }, make("small", {}, `${role} `), region);
  const rows = ROWS.map(([key, label]) => {
    const row = make("div", {}, make("dt", {}, label), parts.rows[key]);
    row.dataset.row = key;
    return row;
  });
  const article = make(
    "article",
    { class: "region", "aria-labelledby": `region-${region}` },
    make("header", {}, name, parts.badge),
    parts.power,
    make("dl", { class: "facts" }, ...rows),
    make("p", { class: "address" }, parts.api),
  );
  article.dataset.role = role;
  byId("regions").append(make("div", { class: "column", "data-role": role }, parts.lead, article));
  return { article, ...parts };
}

/** Both regions, the DNS arrow that leads to one of them, and what is between them. */
export function showRegions(state) {
  for (const region of state.regions) {
    let card = cards.get(region.region);
    if (!card) {
      card = build(region.region, region.role);
      cards.set(region.region, card);
    }
    showRegion(card, region, state);
  }
  showDns(state);
  setText(byId("backlog"), state.backlog === undefined ? "not known" : payments(state.backlog));
  const { payments: kind, lagMs } = state.replication;
  const how = {
    strong: `payments are in both regions before they are accepted; sessions follow after ${duration(lagMs)}`,
    eventual: `payments and sessions follow after ${duration(lagMs)}`,
    single: "payments are in one region only",
  };
  setText(byId("replication"), how[kind] ?? kind);
}

function showRegion(card, region, state) {
  const { article, badge, power, rows, lead } = card;
  const leads = state.dns?.answer === region.region;
  setData(lead, "leads", leads ? "yes" : "no");
  setText(lead, leads ? "DNS leads here" : "no new customers");
  const takingOver = region.active && state.authority?.phase === "TAKEOVER";
  const epoch = state.authority ? `epoch ${state.authority.epoch}` : "";
  const lost = region.power !== "on";
  const standing = takingOver ? "taking over" : lost ? "last active" : "active";
  setText(badge, region.active ? `${standing} · ${epoch}` : "standby");
  setData(badge, "active", region.active && !lost ? "yes" : "no");
  const [word, tone] = condition(region);
  setText(power, word);
  setData(article, "tone", tone);
  setText(card.api, region.api);
  for (const [key, [text, problem]] of Object.entries(facts(region))) {
    setText(rows[key], text);
    setData(rows[key], "problem", problem ? "yes" : "no");
  }
}

function condition({ power, cutOff, storeSilent, lying, store, healthy }) {
  if (power === "dark") return ["Gone: its machines are dead", "bad"];
  if (power === "starting") return ["Starting again…", "watch"];
  if (cutOff) return ["Cut off: it runs, but alone", "bad"];
  if (storeSilent) return ["Its store is silent", "bad"];
  if (store === false) return ["Does not reach its store", "bad"];
  if (lying) return ["Works, but is called broken", "watch"];
  if (healthy === false) return ["Works; health checks have not seen it yet", "watch"];
  return ["Works", "good"];
}

function facts({ healthy, store, power, queue, deadLetters, requestsPerSecond, database }) {
  const gone = power === "dark";
  const nothing = ["–", false];
  return {
    health: healthy === null ? nothing : [healthy ? "well" : "broken", !healthy],
    store: store === null ? nothing : [store ? "answers" : "no answer", !store],
    traffic: gone ? nothing : [`${requestsPerSecond} per second`, false],
    queue: queue
      ? [`${count(queue.waiting)} waiting, ${count(queue.inWork)} in work`, false]
      : nothing,
    letters: deadLetters === null ? nothing : [count(deadLetters), deadLetters > 0],
    database: [database ?? "no ledger", false],
  };
}

function showDns({ dns, regions }) {
  const line = byId("dns");
  if (!dns) {
    setText(line, "This stack has no shared name: customers call a region by its own.");
    return;
  }
  const where = dns.answer ? `leads to ${dns.answer}` : "leads nowhere";
  setSentence(line, `${dns.name} ${where} · kept for ${dns.ttlSeconds} s · dig at ${dns.address}`);
  setData(line, "leads", roleOf(regions, dns.answer));
}

function roleOf(regions, name) {
  return regions.find(({ region }) => region === name)?.role ?? "none";
}

function payments(number) {
  return `${count(number)} ${number === 1 ? "payment" : "payments"}`;
}
