import { tagsAreComplete, tagsTellTheTruth } from "../../policy/tagging";
import { changed, resource, ruleCases } from "./rule-cases";

const providerIn = (region: string, role: string, more: object = {}) =>
  resource(
    "pulumi:providers:aws",
    `${region}-provider`,
    {
      defaultTags: JSON.stringify({
        tags: {
          Project: "payments-dr",
          Environment: "dev",
          Region: region,
          "DR-Role": role,
          ...more,
        },
      }),
    },
    { region },
  );
const primary = providerIn("us-east-1", "primary");
const secondary = providerIn("us-east-2", "secondary");
const queueOf = (provider: typeof primary, region: string, tags: object = { Name: "q" }) =>
  resource("sqs.Queue", `queue-${region}`, { tags }, { provider: `${provider.urn}::id`, region });
const queue = queueOf(primary, "us-east-1");
const there = queueOf(secondary, "us-east-2");

ruleCases(tagsAreComplete, [primary, queue, resource("sqs.QueuePolicy", "policy")], {
  "a resource without a name": {
    graph: [primary, changed(queue, { tags: {} })],
    says: "has no tag Name",
  },
  "a resource that bypasses the region's provider": {
    graph: [primary, { ...queue, provider: "" }],
    says: "has no tag DR-Role",
  },
  "a provider that forgets the project": {
    graph: [providerIn("us-east-1", "primary", { Project: undefined }), queue],
    says: "has no tag Project",
  },
});

ruleCases(tagsTellTheTruth, [primary, secondary, queue, there], {
  "a replica with the primary's region": {
    graph: [primary, secondary, queue, queueOf(primary, "us-east-2")],
    says: "is in us-east-2 and says us-east-1",
  },
  "two roles for one region": {
    graph: [
      primary,
      queue,
      { ...queueOf(primary, "us-east-1", { "DR-Role": "secondary" }), name: "other" },
    ],
    says: "other says that us-east-1 is secondary, others say primary",
  },
  "two primaries": {
    graph: [primary, providerIn("us-east-2", "primary"), queue, there],
    says: "two regions have the same DR-Role",
  },
});
ruleCases(
  tagsTellTheTruth,
  [
    primary,
    secondary,
    queue,
    there,
    // A health check lives where Route 53 does, and watches the standby.
    resource(
      "route53.HealthCheck",
      "latch",
      { tags: { Name: "latch", Region: "us-east-2", "DR-Role": "secondary" } },
      { provider: `${primary.urn}::id` },
    ),
  ],
  {},
);
