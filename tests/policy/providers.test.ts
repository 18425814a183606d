import { providersAreExplicit } from "../../policy/providers";
import { changed, resource, ruleCases } from "./rule-cases";

const provider = resource("pulumi:providers:aws", "provider", { region: "us-east-1" });
const queue = resource("sqs.Queue", "queue", {}, { provider: `${provider.urn}::id` });

ruleCases(
  providersAreExplicit,
  [provider, queue, resource("payments:region:Topics", "component", {}, { custom: false })],
  {
    "a resource of the default provider": {
      graph: [provider, { ...queue, provider: "" }],
      says: "goes through the default provider",
    },
    "a provider without a region": {
      graph: [changed(provider, { region: undefined }), queue],
      says: "goes through provider, which names no region",
    },
    "another region than the provider's": {
      graph: [provider, changed(queue, { region: "us-east-2" })],
      says: "names another region than its provider",
    },
  },
);
