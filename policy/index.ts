import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("payments-dr", {
  description: "What must hold for a payment API that survives the loss of a region",
  enforcementLevel: "mandatory",
  policies: policies(),
});
