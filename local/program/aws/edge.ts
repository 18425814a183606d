import type { Properties } from "../resource-node";
import { CREATED_AT, type Creation, type ResourceModels } from "./creation";

// Published by AWS: the hosted zones that alias records for regional API endpoints point into.
const API_GATEWAY_ZONES: Readonly<Record<string, string>> = {
  "us-east-1": "Z1UJRXOUMOOFQ8",
  "us-east-2": "ZOJJZC49E0EPZ",
  "us-west-1": "Z2MUQ32089INYE",
  "us-west-2": "Z2OJLYMUO9EFXC",
  "ca-central-1": "Z19DQILCV0OWEC",
  "eu-west-1": "ZLY8HYME6SFDD",
  "eu-west-2": "ZJ5UAJN8Y3Z2Q",
  "eu-west-3": "Z3KY65QIEKYHQQ",
  "eu-central-1": "Z1U9ULNL0V5AJ3",
  "eu-north-1": "Z3UWIKFBOOGXPP",
  "ap-northeast-1": "Z1YSHQZHG15GKL",
  "ap-northeast-2": "Z20JF4UZKIW1U8",
  "ap-northeast-3": "Z22ILHG95FLSZ2",
  "ap-south-1": "Z3VO1THU9YC4UR",
  "ap-southeast-1": "ZL327KTPIQFUL",
  "ap-southeast-2": "Z2RPCDW04V8134",
  "sa-east-1": "ZCMLWB8V5SYIT",
};

/** The API, its names and certificates, DNS and the web ACL: what a client meets first. */
export const edgeModels: ResourceModels = {
  "aws:apigateway/restApi:RestApi": (api) => {
    const id = api.word(10);
    return {
      id,
      outputs: {
        name: api.named(),
        arn: apiArn(api, `restapis/${id}`),
        executionArn: api.arn("execute-api", id),
        rootResourceId: api.word(10, "root"),
        createdDate: CREATED_AT,
      },
    };
  },
  "aws:apigateway/deployment:Deployment": (deployment) => ({ id: deployment.word(6) }),
  "aws:apigateway/stage:Stage": (stage) => {
    const api = stage.text("restApi");
    const name = stage.text("stageName");
    return {
      id: `ags-${api}-${name}`,
      outputs: {
        arn: apiArn(stage, `restapis/${api}/stages/${name}`),
        executionArn: stage.arn("execute-api", `${api}/${name}`),
        invokeUrl: `https://${api}.execute-api.${stage.region}.amazonaws.com/${name}`,
        webAclArn: "",
      },
    };
  },
  "aws:apigateway/domainName:DomainName": (domain) => {
    const name = domain.text("domainName");
    return {
      id: name,
      outputs: {
        arn: apiArn(domain, `domainnames/${name}`),
        domainNameId: "",
        regionalDomainName: `d-${domain.word(10)}.execute-api.${domain.region}.amazonaws.com`,
        regionalZoneId: apiGatewayZone(domain),
        cloudfrontDomainName: "",
      },
    };
  },
  "aws:apigateway/basePathMapping:BasePathMapping": (mapping) => ({
    id: `${mapping.text("domainName")}/${mapping.text("basePath")}`,
  }),
  "aws:apigateway/account:Account": () => ({
    id: "api-gateway-account",
    outputs: { throttleSettings: [{ burstLimit: 5000, rateLimit: 10000 }] },
  }),
  "aws:apigateway/usagePlan:UsagePlan": (plan) => {
    const id = plan.word(6);
    return { id, outputs: { arn: apiArn(plan, `usageplans/${id}`) } };
  },
  "aws:acm/certificate:Certificate": (certificate) => {
    const arn = certificate.arn("acm", `certificate/${certificate.uuid()}`);
    return {
      id: arn,
      outputs: {
        arn,
        status: "PENDING_VALIDATION",
        type: "AMAZON_ISSUED",
        domainValidationOptions: validationRecords(certificate),
      },
    };
  },
  "aws:acm/certificateValidation:CertificateValidation": (validation) => ({
    id: validation.text("certificateArn"),
  }),
  "aws:route53/zone:Zone": (zone) => {
    const zoneId = `Z${zone.word(20).toUpperCase()}`;
    const nameServers = ["com", "net", "org", "co.uk"].map(
      (suffix, index) => `ns-${100 + index * 512}.awsdns-1${index}.${suffix}`,
    );
    return {
      id: zoneId,
      outputs: {
        zoneId,
        arn: `arn:${zone.partition}:route53:::hostedzone/${zoneId}`,
        nameServers,
        primaryNameServer: nameServers[0],
      },
    };
  },
  "aws:route53/record:Record": (record) => {
    const name = record.text("name");
    const parts = [record.text("zoneId"), name, record.text("type"), record.text("setIdentifier")];
    return { id: parts.filter(Boolean).join("_"), outputs: { fqdn: name.replace(/\.$/, "") } };
  },
  "aws:route53/healthCheck:HealthCheck": (check) => {
    const id = check.uuid();
    return { id, outputs: { arn: `arn:${check.partition}:route53:::healthcheck/${id}` } };
  },
  "aws:wafv2/webAcl:WebAcl": (acl) => {
    const id = acl.uuid();
    const scope = acl.text("scope") === "CLOUDFRONT" ? "global" : "regional";
    const arn = acl.arn("wafv2", `${scope}/webacl/${acl.named()}/${id}`);
    return { id, outputs: { name: acl.named(), arn } };
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": (association) => ({
    id: `${association.text("webAclArn")},${association.text("resourceArn")}`,
  }),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (logging) => ({
    id: logging.text("resourceArn"),
  }),
};

/** API Gateway's own ARNs carry no account. */
function apiArn(creation: Creation, path: string): string {
  return `arn:${creation.partition}:apigateway:${creation.region}::/${path}`;
}

function apiGatewayZone(domain: Creation): string {
  return API_GATEWAY_ZONES[domain.region] ?? `Z${domain.word(13, "zone").toUpperCase()}`;
}

/** One record per name; a wildcard is validated by the record of the name below it. */
function validationRecords(certificate: Creation): Properties[] {
  const names = new Set([
    certificate.text("domainName"),
    ...certificate.list("subjectAlternativeNames").map(String),
  ]);
  return [...names].map((domainName) => {
    const base = domainName.replace(/^\*\./, "");
    return {
      domainName,
      resourceRecordName: `_${certificate.hex(32, base)}.${base}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${certificate.hex(32, `${base}=`)}.acm-validations.aws.`,
    };
  });
}
