import { providerSchema } from "../provider-schema";
import type { Properties } from "../resource-node";
import type { ValueType } from "../type-expression";
import { CREATED_AT, type Creation, type Described } from "./creation";

/**
 * What any AWS resource answers, from the installed typings: every property that only AWS can
 * fill in, and every optional one that is always present afterwards. Models add what matters.
 */
export function withComputedOutputs(creation: Creation, described: Described): Properties {
  const schema = providerSchema("aws").resource(creation.type);
  if (!schema) throw new Error(`the installed SDK has no resource type ${creation.type}`);
  const outputs: Properties = { ...creation.inputs, ...described.outputs };
  for (const [name, property] of schema.outputs) {
    if (outputs[name] !== undefined) continue;
    if (!property.required && schema.inputs.has(name)) continue;
    // What the program could have given and did not is AWS's default; only its absence is known.
    const given = schema.inputs.has(name) && name !== "name" && name !== "region";
    outputs[name] =
      given && property.type.kind === "text" ? "" : synthesise(creation, name, property.type);
  }
  return outputs;
}

/** A stable identifier for a type without a model of its own. */
export function genericDescription(creation: Creation): Described {
  return { id: creation.text("name") || `${creation.logicalName}-${creation.hex(8)}` };
}

function synthesise(creation: Creation, name: string, type: ValueType): unknown {
  switch (type.kind) {
    case "number":
      return 0;
    case "flag":
      return false;
    case "list":
      return [];
    case "map":
    case "object":
      return {};
    case "either":
      return synthesise(creation, name, type.of[0] ?? { kind: "text" });
    default:
      return synthesiseText(creation, name);
  }
}

function synthesiseText(creation: Creation, name: string): string {
  if (name === "arn") return genericArn(creation);
  if (name === "region") return creation.region;
  if (name === "name") return creation.named();
  if (/^(owner|ownerId|accountId|awsAccountId|registryId)$/.test(name)) return creation.account;
  if (/(Date|At|Time|Modified)$/.test(name)) return CREATED_AT;
  if (/Prefix$/.test(name)) return "";
  if (/^(status|state)$/.test(name)) return "ACTIVE";
  if (/Arn$/.test(name))
    return creation.arn(moduleOf(creation), `${name}/${creation.word(12, name)}`);
  if (/(url|Url|endpoint|Endpoint|dnsName|DnsName)$/.test(name)) {
    return `${creation.word(12, name)}.${moduleOf(creation)}.${creation.region}.amazonaws.com`;
  }
  return `${name}-${creation.hex(8, name)}`;
}

function genericArn(creation: Creation): string {
  const kind = (creation.type.split(":")[2] ?? "").replace(/(?<=[a-z])(?=[A-Z])/g, "-");
  return creation.arn(moduleOf(creation), `${kind.toLowerCase()}/${creation.named()}`);
}

function moduleOf(creation: Creation): string {
  return creation.type.split(":")[1]?.split("/")[0] ?? "";
}
