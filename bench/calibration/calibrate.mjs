// Fits the coefficients of estimates to bench/calibration/results.json, and writes what that gives:
//
//   npm run calibrate
//
// src/estimate/coefficients.ts gets the coefficients, docs/estimate.md its tables of estimate and truth. A test holds both.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  calibrate,
  calibrationTables,
  coefficientsSource,
  leaveOneOut,
  parseCalibration,
  parseFabric,
} from "../../dist/index.js";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const calibration = parseCalibration(
  readFileSync(path("bench/calibration/results.json"), "utf8"),
  "bench/calibration/results.json",
);
const fabric = parseFabric(
  readFileSync(path("bench/calibration/fabric.json"), "utf8"),
  "bench/calibration/fabric.json",
);
const comparisons = leaveOneOut(calibration);
const coefficients = calibrate(calibration, fabric, comparisons);
writeFileSync(path("src/estimate/coefficients.ts"), coefficientsSource(coefficients));
const page = path("docs/estimate.md");
writeFileSync(page, calibrationTables(readFileSync(page, "utf8"), calibration, coefficients, comparisons, fabric));
