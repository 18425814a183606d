import { byId, duration, make, setSentence, setText } from "./dom.js";
import { announce, onPress, press, setBlocked } from "./press.js";

/** The question on show: its number, the place of its texts, and a button per colleague. */
let shown;

/** A question of the standby that people have to answer; nothing is shown while there is none. */
export function showApprovals({ approvals, atMs }) {
  const [asked] = approvals;
  const box = byId("approvals");
  if (shown && shown.id !== asked?.id) {
    const hadFocus = box.contains(document.activeElement);
    box.hidden = true;
    box.replaceChildren();
    shown = undefined;
    if (hadFocus) byId("headline").focus();
  }
  if (!asked) return;
  if (!shown) {
    shown = build(box, asked);
    box.hidden = false;
  }
  update(shown, asked, atMs);
}

function build(box, { id, to, people }) {
  const title = make("h2", { id: "approval-title" });
  setSentence(title, `May ${to} take over?`);
  const state = make("p", { class: "state" });
  const words = people.map((person) => {
    const button = make("button", { type: "button", class: "primary" });
    onPress(button, () =>
      button.dataset.blocked ? announce(button.dataset.blocked) : press("approve", { id, person }),
    );
    return { person, button };
  });
  const denial = make("button", { type: "button" }, `Deny as ${nameOf(people[0])}`);
  onPress(denial, () => press("deny", { id, person: people[0] }));
  const how = make(
    "p",
    { class: "note" },
    "Here you play the people who were asked. Each counts once, whoever ordered the move does not " +
      "count, and one denial decides. The answer goes to the API of the region, as in a real stack.",
  );
  const buttons = make("div", { class: "buttons" }, ...words.map(({ button }) => button), denial);
  box.replaceChildren(title, state, buttons, how);
  return { id, state, words };
}

function update({ state, words }, { required, agreed, expiresMs }, atMs) {
  const left = duration(Math.max(0, expiresMs - atMs));
  const people = required === 1 ? "1 person" : `${required} people`;
  setText(state, `${agreed.length} of ${people} agreed. ${left} are left to answer.`);
  for (const { person, button } of words) {
    const has = agreed.includes(person);
    setText(button, has ? `${nameOf(person)} agreed` : `Approve as ${nameOf(person)}`);
    setBlocked(button, has ? `${nameOf(person)} has agreed already; another person must` : "");
  }
}

function nameOf(person) {
  return person.charAt(0).toUpperCase() + person.slice(1);
}
