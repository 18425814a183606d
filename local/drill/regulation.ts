/** A rule that asks for exercises like this one, and the part of the report that answers it. */
export interface Obligation {
  readonly framework: string;
  readonly clause: string;
  readonly asks: string;
  readonly answeredBy: string;
}

/** A drill helps to meet these; whether it does is for the auditor to say. */
export const OBLIGATIONS: readonly Obligation[] = [
  {
    framework: "DORA, RTS (EU) 2024/1774",
    clause: "Art. 25",
    asks:
      "test continuity plans at least yearly against severe but plausible scenarios, with switchover " +
      "to redundant capacity and back, and report results and deficiencies to the management body",
    answeredBy: "scenario, events, runs, checks, findings, sign-off",
  },
  {
    framework: "DORA, Regulation (EU) 2022/2554",
    clause: "Art. 11(6)",
    asks: "test response and recovery plans, third parties included, and review them afterwards",
    answeredBy: "scenario, realAndSimulated, deviations, findings",
  },
  {
    framework: "SOC 2",
    clause: "A1.3",
    asks: "test recovery procedures, measure them against objectives, follow up on what failed",
    answeredBy: "objectives, measured, checks, findings",
  },
  {
    framework: "PCI DSS 4.0",
    clause: "12.10.2",
    asks: "test the incident response plan with all its elements at least once every 12 months",
    answeredBy: "events, checks, alerts, sign-off; the check that no card number is found anywhere",
  },
];
