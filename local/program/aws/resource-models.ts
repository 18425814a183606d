import { textAt } from "../property-path";
import type { Properties } from "../resource-node";
import { computeModels } from "./compute";
import { genericDescription, withComputedOutputs } from "./computed-outputs";
import type { Creation, Described, ResourceModels } from "./creation";
import { dataStoreModels, describeBucketPart } from "./data-stores";
import { databaseModels } from "./databases";
import { edgeModels } from "./edge";
import { identityModels } from "./identity";
import { messagingModels } from "./messaging";
import { networkModels } from "./network";
import { observabilityModels } from "./observability";

/** Every type with a model of its own; all others are answered from the typings. */
export const RESOURCE_MODELS: ResourceModels = {
  ...computeModels,
  ...dataStoreModels,
  ...databaseModels,
  ...edgeModels,
  ...identityModels,
  ...messagingModels,
  ...networkModels,
  ...observabilityModels,
};

/** The identifier and all outputs that AWS would report for a resource after creating it. */
export function describeAwsResource(
  creation: Creation,
  defaultTags: Properties,
): Required<Described> {
  const described = describe(creation);
  const outputs = withComputedOutputs(creation, described);
  if ("tagsAll" in outputs) {
    outputs.tagsAll = { ...defaultTags, ...(creation.inputs.tags as Properties | undefined) };
  }
  return { id: described.id, outputs };
}

/** The tags a provider puts on everything; nested configuration travels as JSON text. */
export function defaultTagsOf(providerInputs: Properties | undefined): Properties {
  const text = textAt(providerInputs, "defaultTags");
  if (text === "") return {};
  return (JSON.parse(text) as { tags?: Properties }).tags ?? {};
}

function describe(creation: Creation): Described {
  const model = RESOURCE_MODELS[creation.type];
  if (model) return model(creation);
  if (creation.type.startsWith("aws:s3/bucket")) return describeBucketPart(creation);
  return genericDescription(creation);
}
