// What loading one function costs, alone in a fresh process: milliseconds of CPU on standard output.
const before = process.cpuUsage();
const { handler } = require(process.argv[2]);
const { user, system } = process.cpuUsage(before);
if (typeof handler !== "function") throw new Error(`${process.argv[2]} exports no handler`);
process.stdout.write(String((user + system) / 1000));
