import { listAt, textAt } from "../property-path";
import type { Properties } from "../resource-node";

type Statement = Record<string, unknown>;

/**
 * `aws.iam.getPolicyDocument`: an IAM policy from typed statements. Source documents come first, an
 * overriding document replaces statements with the same Sid, and a repeated Sid is refused, as by
 * the provider.
 */
export function policyDocument(args: Properties): Properties {
  const statements: Statement[] = [];
  for (const source of listAt(args, "sourcePolicyDocuments")) {
    for (const statement of statementsOf(source)) addOnce(statements, statement);
  }
  for (const given of listAt(args, "statements")) addOnce(statements, statementOf(given));
  for (const override of listAt(args, "overridePolicyDocuments")) {
    for (const statement of statementsOf(override)) replaceOrAdd(statements, statement);
  }
  const policyId = textAt(args, "policyId");
  const document = {
    Version: textAt(args, "version") || "2012-10-17",
    ...(policyId === "" ? {} : { Id: policyId }),
    Statement: statements,
  };
  const minifiedJson = JSON.stringify(document);
  return { ...args, id: "policy", json: JSON.stringify(document, undefined, 2), minifiedJson };
}

function statementOf(given: unknown): Statement {
  const statement: Statement = {};
  const sid = textAt(given, "sid");
  if (sid !== "") statement.Sid = sid;
  statement.Effect = textAt(given, "effect") || "Allow";
  put(statement, "Principal", principals(listAt(given, "principals")));
  put(statement, "NotPrincipal", principals(listAt(given, "notPrincipals")));
  put(statement, "Action", oneOrMany(listAt(given, "actions")));
  put(statement, "NotAction", oneOrMany(listAt(given, "notActions")));
  put(statement, "Resource", oneOrMany(listAt(given, "resources")));
  put(statement, "NotResource", oneOrMany(listAt(given, "notResources")));
  put(statement, "Condition", conditions(listAt(given, "conditions")));
  return statement;
}

function principals(given: readonly unknown[]): unknown {
  if (given.length === 0) return undefined;
  const byType: Record<string, unknown[]> = {};
  for (const principal of given) {
    const type = textAt(principal, "type");
    const identifiers = listAt(principal, "identifiers");
    if (type === "*") return "*";
    byType[type] = [...(byType[type] ?? []), ...identifiers];
  }
  return Object.fromEntries(Object.entries(byType).map(([type, ids]) => [type, oneOrMany(ids)]));
}

function conditions(given: readonly unknown[]): unknown {
  if (given.length === 0) return undefined;
  const byTest: Record<string, Record<string, unknown[]>> = {};
  for (const condition of given) {
    const test = textAt(condition, "test");
    const variable = textAt(condition, "variable");
    const variables = byTest[test] ?? {};
    variables[variable] = [...(variables[variable] ?? []), ...listAt(condition, "values")];
    byTest[test] = variables;
  }
  return Object.fromEntries(
    Object.entries(byTest).map(([test, variables]) => [
      test,
      Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, oneOrMany(v)])),
    ]),
  );
}

function oneOrMany(values: readonly unknown[]): unknown {
  return values.length === 0 ? undefined : values.length === 1 ? values[0] : [...values];
}

function put(statement: Statement, key: string, value: unknown): void {
  if (value !== undefined) statement[key] = value;
}

function statementsOf(json: unknown): Statement[] {
  if (json === "") return [];
  const { Statement: given } = JSON.parse(String(json)) as { Statement?: Statement | Statement[] };
  return Array.isArray(given) ? given : given ? [given] : [];
}

function addOnce(statements: Statement[], statement: Statement): void {
  if (statement.Sid && statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw new Error(`duplicate Sid (${statement.Sid}) in a policy document`);
  }
  statements.push(statement);
}

function replaceOrAdd(statements: Statement[], statement: Statement): void {
  const at = statement.Sid ? statements.findIndex(({ Sid }) => Sid === statement.Sid) : -1;
  if (at < 0) statements.push(statement);
  else statements[at] = statement;
}
