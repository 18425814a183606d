import { expect } from "chai";
import type { AlarmState } from "../../../../local/engine/cloudwatch/alarm-declaration";
import { type Datapoint, evaluate } from "../../../../local/engine/cloudwatch/alarm-evaluation";

const points: Readonly<Record<string, Datapoint>> = { X: "breaching", "0": "fine", "-": "missing" };
const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
const keep = "keep";

/** Rows: the evaluation range, oldest first; what each treatment of missing data makes of it. */
function table(
  datapointsToAlarm: number,
  evaluationPeriods: number,
  rows: readonly (readonly [string, string, string, string, string])[],
) {
  describe(`an alarm for ${datapointsToAlarm} of ${evaluationPeriods}`, () => {
    for (const [range, ...expected] of rows) {
      treatments.forEach((treatMissingData, index) => {
        it(`is ${expected[index]} at ${range} when missing data is ${treatMissingData}`, () => {
          for (const current of ["OK", "ALARM", "INSUFFICIENT_DATA"] as AlarmState[]) {
            const state = evaluate(
              [...range].map((letter) => points[letter] as Datapoint),
              { evaluationPeriods, datapointsToAlarm, treatMissingData },
              current,
            );
            expect(state).to.equal(expected[index] === keep ? current : expected[index]);
          }
        });
      });
    }
  });
}

table(3, 3, [
  ["0-X-X", "OK", "OK", "OK", "OK"],
  ["----0", "OK", "OK", "OK", "OK"],
  ["-----", "INSUFFICIENT_DATA", keep, "ALARM", "OK"],
  ["0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["--X--", "ALARM", keep, "ALARM", "OK"],
  ["----X", "INSUFFICIENT_DATA", keep, "ALARM", "OK"],
  ["00000", "OK", "OK", "OK", "OK"],
  ["XX0XX", "OK", "OK", "OK", "OK"],
]);

table(2, 3, [
  ["0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["00X0X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0-X--", "ALARM", keep, "ALARM", "OK"],
  ["----0", "OK", "OK", "ALARM", "OK"],
  ["----X", "INSUFFICIENT_DATA", keep, "ALARM", "OK"],
  ["X0000", "OK", "OK", "OK", "OK"],
]);

table(1, 1, [
  ["--X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["X--", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["X-0", "OK", "OK", "OK", "OK"],
  ["---", "INSUFFICIENT_DATA", keep, "ALARM", "OK"],
]);
