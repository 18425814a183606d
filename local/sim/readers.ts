import { DEFAULT_TENANT } from "../../functions/core/http-api";
import { paymentKey } from "../../functions/core/payment-record";
import type { PaymentPlan } from "./scenario";
import type { World } from "./world";

const TIMEOUT_MS = 3_000;

/** Somebody who asks what became of a payment, in whichever region their question ends up. */
export async function readStatus(world: World, plan: PaymentPlan, index: number): Promise<void> {
  const { primary, secondary } = world.topology;
  const random = world.random.fork(`reader/${plan.id}/${index}`);
  const region = random.chance(0.6) ? world.names.answer() : random.pick([primary, secondary]);
  const askedMs = world.elapsedMs();
  const response = await world.frontDoor.request(
    region,
    {
      method: "GET",
      path: `/payments/${plan.id}`,
      parameters: { transaction_id: plan.id },
      headers: {},
      body: undefined,
      principal: { tenant: DEFAULT_TENANT, subject: "client" },
      label: `${plan.id}/read-${index}`,
    },
    TIMEOUT_MS,
    "payment",
  );
  if (!response || (response.status !== 200 && response.status !== 404)) return;
  const { status, reference } = JSON.parse(response.body) as {
    status?: unknown;
    reference?: string;
  };
  world.history.texts.push(response.body);
  world.history.readings.push({
    key: paymentKey(DEFAULT_TENANT, plan.id),
    region,
    askedMs,
    atMs: world.elapsedMs(),
    shown: response.status === 404 ? undefined : String(status),
    reference,
  });
}
