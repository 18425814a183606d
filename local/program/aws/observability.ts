import type { Creation, ResourceModels } from "./creation";

/** Alarms, dashboards, logs and event rules: what is seen and what wakes people. */
export const observabilityModels: ResourceModels = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": (alarm) => alarmNamed(alarm, alarm.named()),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": (alarm) =>
    alarmNamed(alarm, alarm.text("alarmName")),
  "aws:cloudwatch/dashboard:Dashboard": (dashboard) => {
    const name = dashboard.text("dashboardName");
    return {
      id: name,
      outputs: { dashboardArn: dashboard.globalArn("cloudwatch", `dashboard/${name}`) },
    };
  },
  "aws:cloudwatch/logGroup:LogGroup": (group) => {
    const name = group.named();
    return { id: name, outputs: { name, arn: group.arn("logs", `log-group:${name}`) } };
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": (filter) => {
    const name = filter.named();
    return { id: name, outputs: { name } };
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": (policy) => ({
    id: policy.text("policyName") || policy.text("resourceArn"),
  }),
  "aws:cloudwatch/eventRule:EventRule": (rule) => {
    const name = rule.named();
    const bus = rule.text("eventBusName");
    const path = bus === "" || bus === "default" ? name : `${bus}/${name}`;
    return { id: path, outputs: { name, arn: rule.arn("events", `rule/${path}`) } };
  },
  "aws:cloudwatch/eventTarget:EventTarget": (target) => {
    const targetId = target.text("targetId") || target.named("targetId");
    return { id: `${target.text("rule")}-${targetId}`, outputs: { targetId } };
  },
  "aws:cloudwatch/eventBus:EventBus": (bus) => {
    const name = bus.text("name");
    return { id: name, outputs: { arn: bus.arn("events", `event-bus/${name}`) } };
  },
  "aws:synthetics/canary:Canary": (canary) => {
    const name = canary.named();
    return { id: name, outputs: { name, arn: canary.arn("synthetics", `canary:${name}`) } };
  },
  "aws:arcregionswitch/plan:Plan": (plan) => {
    const arn = plan.globalArn("arc-region-switch", `plan/${plan.text("name")}:${plan.word(6)}`);
    return { id: arn, outputs: { arn } };
  },
};

function alarmNamed(alarm: Creation, name: string) {
  const arn = alarm.arn("cloudwatch", `alarm:${name}`);
  return { id: name, outputs: { ...(alarm.type.includes("metric") ? { name } : {}), arn } };
}
