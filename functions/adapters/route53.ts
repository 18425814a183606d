import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type Route53ClientConfig,
} from "@aws-sdk/client-route-53";
import type { Remote } from "../core/ports";
import { sdkRemote, sdkSettings } from "./sdk-remote";

/** Route 53's control plane: global, and never on the path of recovery. */
export function route53(config: Route53ClientConfig = {}): Remote {
  const client = new Route53Client({ ...sdkSettings({ requestMs: 2_000 }), ...config });
  return sdkRemote("route53", client, {
    ChangeResourceRecordSets: ChangeResourceRecordSetsCommand,
    ListResourceRecordSets: ListResourceRecordSetsCommand,
  });
}
