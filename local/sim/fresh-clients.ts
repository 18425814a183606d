import { DEFAULT_TENANT } from "../../functions/core/http-api";
import type { World } from "./world";

/** Clients that have never been here before knock this often while the promised outage is measured. */
const EVERY_MS = 2_000;
/** Once they are let in again, seldom is enough to see that it stays so. */
const CALM_EVERY_MS = 10_000;
const TIMEOUT_MS = 3_000;

/** Sends new clients, one after the other, from the loss of a region until the world heals. */
export async function sendFreshClients(world: World): Promise<void> {
  const [window] = world.scenario.windows;
  if (!window) throw new Error("a clean loss has one window");
  await world.pause(window.fromMs);
  for (let serial = 0; !world.healed(); serial++) {
    const askedMs = world.elapsedMs();
    const accepted = await knock(world, serial);
    world.history.freshRequests.push({ askedMs, atMs: world.elapsedMs(), accepted });
    const pauseMs = accepted ? CALM_EVERY_MS : EVERY_MS;
    await world.pause(Math.max(0, askedMs + pauseMs - world.elapsedMs()));
  }
}

async function knock(world: World, serial: number): Promise<boolean> {
  const id = `fresh-${serial}`;
  const body = JSON.stringify({
    transaction_id: id,
    amount: "1.00",
    currency: "USD",
    customer_id: `cust-${id}`,
    payment_method: "card_ok",
  });
  const response = await world.frontDoor.request(
    world.names.answer(),
    {
      method: "POST",
      path: "/payments",
      parameters: {},
      headers: {},
      body,
      principal: { tenant: DEFAULT_TENANT, subject: "client" },
      label: id,
    },
    TIMEOUT_MS,
    "validate",
  );
  return response !== undefined && response.status < 300;
}
