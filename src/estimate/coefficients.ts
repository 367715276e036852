import type { Coefficients } from "./fitted.js";

// Written by `npm run calibrate` from bench/calibration/results.json. docs/estimate.md shows how well it does.

// biome-ignore format: generated
export const coefficients: Coefficients = {"lut":{"adders":1.241,"shiftAdds":1.11,"fabric":1.415,"sharing":0.5648,"choices":1.808,"casts":1.255,"tables":1.001,"control":40.6},"ff":{"pipeline":0.7508,"paced":0.4958,"boundary":0.9518,"chains":0.8599,"blocks":1.202,"held":0.6815},"delays":{"series7":1.05,"ultrascale":1,"ultrascale+":0.9},"tableLuts":0.875,"clocks":[3.33,5],"spread":{"cycles":{"factor":0.9924,"low":0.8696,"high":1.134},"lut":{"factor":0.9897,"low":0.8819,"high":1.198},"ff":{"factor":1.128,"low":0.6149,"high":1.622},"dsp":{"factor":1,"low":1,"high":1.036}},"synthesis":{"lut":{"factor":0.4767,"low":0.245,"high":0.6218},"ff":{"factor":0.7002,"low":0.4431,"high":1.062},"dsp":{"factor":0.9975,"low":0.3312,"high":1}}};
