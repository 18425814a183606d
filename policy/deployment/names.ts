import { kindOf, type PolicyNode } from "../graph";
import { of, type Rule } from "../rule";
import { physicalNameOf, textAt } from "../values";

/** Longest name AWS accepts, and the letters it takes. */
interface NameForm {
  readonly longest: number;
  readonly letters: RegExp;
}

const WORD = /^[\w-]+$/;

const FORMS: Readonly<Record<string, NameForm>> = {
  "apigateway.RestApi": { longest: 1_024, letters: /^.+$/ },
  "cloudwatch.Dashboard": { longest: 255, letters: WORD },
  "cloudwatch.EventRule": { longest: 64, letters: /^[\w.-]+$/ },
  "cloudwatch.LogGroup": { longest: 512, letters: /^[\w./#-]+$/ },
  "cloudwatch.MetricAlarm": { longest: 255, letters: /^[ -~]+$/ },
  "codedeploy.Application": { longest: 100, letters: /^[\w.+=,@-]+$/ },
  "codedeploy.DeploymentGroup": { longest: 100, letters: /^[\w.+=,@-]+$/ },
  "dynamodb.Table": { longest: 255, letters: /^[\w.-]{3,}$/ },
  "ec2.SecurityGroup": { longest: 255, letters: /^(?!sg-)[\w ./()#,@[\]+=&;{}!$*:-]+$/ },
  "iam.Role": { longest: 64, letters: /^[\w+=,.@-]+$/ },
  "iam.RolePolicy": { longest: 128, letters: /^[\w+=,.@-]+$/ },
  "kms.Alias": { longest: 256, letters: /^alias\/(?!aws\/)[\w/-]+$/ },
  "lambda.Function": { longest: 64, letters: WORD },
  "rds.Cluster": { longest: 63, letters: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/ },
  "rds.ClusterInstance": { longest: 63, letters: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/ },
  "rds.ClusterParameterGroup": { longest: 255, letters: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/ },
  "rds.GlobalCluster": { longest: 63, letters: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/ },
  "rds.ParameterGroup": { longest: 255, letters: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/ },
  "rds.SubnetGroup": { longest: 255, letters: /^[a-z0-9 ._-]+$/ },
  "s3.Bucket": { longest: 63, letters: /^[a-z0-9](?!.*\.\.)[a-z0-9.-]+[a-z0-9]$/ },
  "scheduler.Schedule": { longest: 64, letters: /^[\w.-]+$/ },
  "secretsmanager.Secret": { longest: 512, letters: /^[\w/+=.@-]+$/ },
  "sfn.StateMachine": { longest: 80, letters: WORD },
  "sns.Topic": { longest: 256, letters: WORD },
  "sqs.Queue": { longest: 80, letters: WORD },
  "ssm.Parameter": { longest: 1_011, letters: /^[\w./-]+$/ },
  "wafv2.WebAcl": { longest: 128, letters: WORD },
  "xray.SamplingRule": { longest: 32, letters: WORD },
};

/** A name that is too long ends a deployment half-way. */
export const namesAreAccepted: Rule = {
  name: "names-are-accepted",
  description: "Physical names have a length and letters that AWS accepts",
  *check(graph) {
    for (const [kind, { longest, letters }] of Object.entries(FORMS)) {
      for (const node of graph.all(kind)) {
        const name = physicalNameOf(node);
        if (name === undefined) continue;
        if (name.length > longest) yield of(node, `has a name of ${name.length}, ${longest} fit`);
        if (!letters.test(name)) yield of(node, `has the name ${name}, which AWS refuses`);
      }
    }
  },
};

/** Kinds whose names are unique in the whole account, or the whole world. */
const GLOBAL_KINDS = ["iam.Role", "s3.Bucket", "cloudwatch.Dashboard", "rds.GlobalCluster"];

/**
 * Seen: two regions with one dashboard name, so that the second overwrote the first; two roles of the same
 * name, so that the second region could not be deployed.
 */
export const globalNamesAreUnique: Rule = {
  name: "global-names-are-unique",
  description: "Names in a global namespace differ between regions; others differ within theirs",
  *check(graph) {
    for (const kind of Object.keys(FORMS)) {
      const seen = new Map<string, PolicyNode>();
      for (const node of graph.all(kind)) {
        const name = scopedName(node);
        if (name === undefined) continue;
        const other = seen.get(name);
        if (other === undefined) seen.set(name, node);
        else yield of(node, `has the same name as ${other.name}: ${physicalNameOf(node)}`);
      }
    }
  },
};

function scopedName(node: PolicyNode): string | undefined {
  const name = physicalNameOf(node);
  if (name === undefined) return undefined;
  const kind = kindOf(node);
  if (GLOBAL_KINDS.includes(kind)) return name;
  // An inline policy belongs to its role, a deployment group to its application.
  const owner = textAt(node.inputs, "role") ?? textAt(node.inputs, "appName") ?? "";
  return `${node.region}/${kind === "iam.RolePolicy" || kind.endsWith("Group") ? owner : ""}/${name}`;
}
