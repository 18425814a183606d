import {
  clocksTickInBothRegions,
  deployedCodeHoldsItsHandler,
  everyFunctionIsExercised,
  networkedFunctionsReachAws,
  reservationsAreForAllOrNone,
} from "../../../policy/disaster-recovery/functions";
import { changed, resource, ruleCases } from "../rule-cases";

const code = (text: string, file = "index.js") => ({ assets: { [file]: { text } } });
const BUNDLE = `"use strict";${"0".repeat(2_000)};module.exports={handler};`;

const validate = resource("lambda.Function", "validate", {
  name: "payment-validate-dev-us-east-1",
  handler: "index.handler",
  code: code(BUNDLE),
});

ruleCases(deployedCodeHoldsItsHandler, [validate], {
  "a stub": {
    graph: [changed(validate, { code: code("exports.handler = async () => {};") })],
    says: "ships a stub of 33 bytes",
  },
  "a handler that the code does not export": {
    graph: [changed(validate, { handler: "index.lambda_handler" })],
    says: "does not export lambda_handler",
  },
  "a handler in a file that is not there": {
    graph: [changed(validate, { handler: "main.handler" })],
    says: "has no file main.js",
  },
});

const inSubnet = changed(validate, { vpcConfig: { subnetIds: ["private"] } });
const association = resource("ec2.RouteTableAssociation", "a", {
  subnetId: "private",
  routeTableId: "routes",
});
const nat = resource("ec2.Route", "nat", { routeTableId: "routes", natGatewayId: "nat" });
const gateway = resource("ec2.VpcEndpoint", "s3", {
  vpcEndpointType: "Gateway",
  routeTableIds: ["routes"],
});
const endpoint = resource("ec2.VpcEndpoint", "sqs", { vpcEndpointType: "Interface" });

ruleCases(networkedFunctionsReachAws, [inSubnet, association, nat], {
  "a subnet without a route table": { graph: [inSubnet, nat], says: "has no route table" },
  "a route table without a way out": {
    graph: [inSubnet, association],
    says: "no AWS service can be reached",
  },
  "endpoints in another region": {
    graph: [inSubnet, association, gateway, { ...endpoint, region: "us-east-2" }],
    says: "no AWS service can be reached",
  },
  "a gateway endpoint on another route table": {
    graph: [inSubnet, association, changed(gateway, { routeTableIds: ["others"] }), endpoint],
    says: "no AWS service can be reached",
  },
});
ruleCases(networkedFunctionsReachAws, [inSubnet, association, gateway, endpoint], {});

const reserved = changed(validate, { reservedConcurrentExecutions: 5 });

ruleCases(reservationsAreForAllOrNone, [reserved], {
  "one function that was left out": {
    graph: [reserved, resource("lambda.Function", "payment", {})],
    says: "payment reserves no concurrency",
  },
});
ruleCases(reservationsAreForAllOrNone, [validate], {});

const api = resource("apigateway.RestApi", "api", {});
const warm = resource("scheduler.Schedule", "warm", {
  target: { arn: "arn:aws:lambda:us-east-1:1:function:payment-validate-dev-us-east-1:live" },
});

ruleCases(everyFunctionIsExercised, [api, validate, warm], {
  "a function that nobody calls": { graph: [api, validate], says: "is called by no schedule" },
  "a schedule for the other region's function": {
    graph: [
      api,
      validate,
      changed(warm, { target: { arn: "arn:aws:lambda:us-east-2:1:function:x" } }),
    ],
    says: "is called by no schedule",
  },
});

const detect = resource("lambda.Function", "detect", { name: "payment-detect-dev-us-east-1" });
const tick = resource("scheduler.Schedule", "tick", {
  scheduleExpression: "rate(1 minute)",
  target: { arn: "arn:aws:lambda:us-east-1:1:function:payment-detect-dev-us-east-1:live" },
});

ruleCases(clocksTickInBothRegions, [detect, tick, validate], {
  "a detector without a clock": { graph: [detect], says: "detect is not run every minute" },
  "a slow clock": {
    graph: [detect, changed(tick, { scheduleExpression: "rate(5 minutes)" })],
    says: "detect is not run every minute",
  },
  "a clock that is switched off": {
    graph: [detect, changed(tick, { state: "DISABLED" })],
    says: "detect is not run every minute",
  },
  "a standby without a clock": {
    graph: [
      detect,
      tick,
      changed(
        detect,
        { name: "payment-detect-dev-us-east-2" },
        { name: "standby", region: "us-east-2" },
      ),
    ],
    says: "standby is not run every minute",
  },
});
