import { parameterChangeEvent } from "../engine/events/parameter-change-event";
import type { ParameterChange } from "../engine/ssm/ssm";
import type { RegionServices } from "./region-services";

/** What a process that lives outside of the regions has to tell one of them. */
export type Relayed =
  /** Cross-region: the store of a region tells the event bus of the same region, and of no other. */
  | { readonly kind: "parameter-changed"; readonly change: ParameterChange }
  | {
      readonly kind: "metric";
      readonly namespace: string;
      readonly name: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly value: number;
      readonly unit: string;
    }
  | {
      readonly kind: "bucket-event";
      readonly topicArn: string;
      readonly bucketArn: string;
      readonly text: string;
    };

/** Passes on to the region's own services what the outside has told. */
export function hearRelayed(
  message: Relayed,
  account: string,
  region: string,
  services: RegionServices,
): void {
  const { events, cloudwatch, hands } = services;
  switch (message.kind) {
    case "parameter-changed":
      events.put(parameterChangeEvent(account, message.change));
      return;
    case "metric": {
      const { namespace, name, dimensions, value, unit } = message;
      cloudwatch.record(region, namespace, name, dimensions, value, unit);
      return;
    }
    case "bucket-event": {
      const { topicArn, bucketArn, text } = message;
      hands.publish(topicArn, text, "s3.amazonaws.com", "Amazon S3 Notification", bucketArn);
      return;
    }
  }
}
