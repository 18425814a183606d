import { expect } from "chai";
import { inMaintenanceWindow } from "../../../functions/core/maintenance-window";

const at = (hour: number, minute: number) => Date.UTC(2030, 0, 1, hour, minute, 59);

describe("a maintenance window", () => {
  for (const [window, hour, minute, inside] of [
    [undefined, 12, 0, false],
    ["02:00-04:00", 1, 59, false],
    ["02:00-04:00", 2, 0, true],
    ["02:00-04:00", 3, 59, true],
    ["02:00-04:00", 4, 0, false],
    ["22:30-01:15", 22, 29, false],
    ["22:30-01:15", 22, 30, true],
    ["22:30-01:15", 0, 0, true],
    ["22:30-01:15", 1, 15, false],
    ["00:00-00:00", 0, 0, false],
  ] as const) {
    it(`${window} ${inside ? "holds" : "does not hold"} ${hour}:${minute}`, () => {
      expect(inMaintenanceWindow(window, at(hour, minute))).to.equal(inside);
    });
  }

  it("that cannot be read is always open, so nothing moves by itself", () => {
    for (const window of ["", "2:00-4:00", "25:00-26:00", "02:00", "02:60-03:00"]) {
      expect(inMaintenanceWindow(window, at(12, 0)), window).to.equal(true);
    }
  });
});
