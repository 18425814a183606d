import { fingerprint } from "../../functions/core/fingerprint";
import { DEFAULT_TENANT } from "../../functions/core/http-api";
import { paymentKey } from "../../functions/core/payment-record";
import type { Random } from "../engine/random";
import { readAsClient } from "./client-rules";
import type { LabelledRequest } from "./front-door";
import type { PaymentPlan } from "./scenario";
import type { World } from "./world";

const CLIENT_TIMEOUT_MS = 3_000;

/** Somebody who pays: sends, waits, repeats with the same identifier, until accepted or out of patience. */
export class Client {
  private readonly random: Random;
  private readonly startedMs: number;
  private readonly firstRegion: string;
  private readonly key: string;
  private readonly fingerprint: string;
  private readonly amountMinor: string;

  constructor(
    private readonly world: World,
    private readonly plan: PaymentPlan,
    label: string,
    private readonly body: string,
  ) {
    this.random = world.random.fork(`client/${plan.id}/${label}`);
    this.startedMs = world.timeline.nowMs();
    this.firstRegion = world.names.answer();
    this.key = paymentKey(DEFAULT_TENANT, plan.id);
    const reading = readAsClient(DEFAULT_TENANT, body);
    this.fingerprint = reading.ok ? fingerprint(reading.payment) : "";
    this.amountMinor = reading.ok ? String(reading.payment.amountMinor) : "";
  }

  async pay(): Promise<void> {
    const { world, plan } = this;
    for (let attempt = 0; ; attempt++) {
      const region = this.regionFor();
      const request = this.request(attempt);
      const response = await world.frontDoor.request(
        region,
        request,
        CLIENT_TIMEOUT_MS,
        "validate",
      );
      if (response) {
        this.remember(response.status, response.body, region);
        const definite = response.status < 500 && response.status !== 429;
        if (definite && !this.repeats()) return;
      }
      if (world.timeline.nowMs() - this.startedMs > plan.patienceMs) return;
      await world.pause(Math.min(8_000, 400 * 2 ** attempt) * (0.5 + this.random.next()));
    }
  }

  private request(attempt: number): LabelledRequest {
    return {
      method: "POST",
      path: "/validate",
      parameters: {},
      headers: {},
      body: this.body,
      principal: { tenant: DEFAULT_TENANT, subject: "client" },
      label: `${this.plan.id}/${attempt}`,
    };
  }

  private regionFor(): string {
    const { resolver } = this.plan;
    const { primary, secondary } = this.world.topology;
    if (resolver === "primary") return primary;
    if (resolver === "secondary") return secondary;
    return resolver === "stale" ? this.firstRegion : this.world.names.answer();
  }

  private repeats(): boolean {
    const rate = this.world.scenario.rates["client-repeats"] ?? 0;
    return this.random.chance(rate * 3);
  }

  private remember(status: number, body: string, region: string): void {
    const { history } = this.world;
    const { amountMinor, key, fingerprint } = this;
    history.acknowledgements.push({
      key,
      fingerprint,
      amountMinor,
      status,
      body,
      region,
      atMs: this.world.elapsedMs(),
    });
    history.texts.push(body);
    if (status < 300) history.note(`${region} acknowledged ${this.plan.id}`);
  }
}
