// Prints name, message and stack of every failed test of the trx files that are named, and the last errors that it wrote. Not all that it wrote: the log
// of a silo fills pages, and would push the reason of a failure out of the end of a log.
import { readFileSync } from "node:fs";

const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, decimal, name) =>
    name ? (entities[name] ?? all) : String.fromCodePoint(parseInt(hex ?? decimal, hex ? 16 : 10)),
  );
const inside = (text, tag) => decode(text.match(new RegExp(`<${tag}>([^]*?)</${tag}>`))?.[1] ?? "").trim();

for (const file of process.argv.slice(2)) {
  for (const [result, name] of readFileSync(file, "utf8").matchAll(/<UnitTestResult [^>]*?testName="([^"]*)"[^>]*outcome="Failed"[^]*?<\/UnitTestResult>/g)) {
    const errors = inside(result, "StdOut").split("\n").filter((line) => /^\s*(Error|Critical|Warning)\b/.test(line)).slice(-8);
    console.log(`\n${decode(name)}\n${inside(result, "Message").slice(0, 2000)}\n${inside(result, "StackTrace").slice(0, 3000)}`);
    for (const line of errors) {
      console.log(line.slice(0, 300));
    }
  }
}
