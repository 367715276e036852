// Public repositories with hls4ml projects and the reports of their synthesis. None of their files is part of this repository:
// bench/calibration/README.md says how to get them.

/** A project: where it lies, what its network is called, and what tells it from others of that network. */
const project = (repository, path, network, variant, more = {}) => ({ repository, path, network, variant, ...more });

const study = "ArgyKokk/hls4ml_MLP_estimator";
const studies = {
  ARRYTHMIA: "arrhythmia, dense 274-8-16",
  Breast_cancer: "breast cancer, dense 10-5-3-2",
  CARDIO: "cardiotocography, dense 21-3-3",
  HAR: "human activity, dense 561-20-64-64-6",
  jet_tagging: "jet tagger, 8 bits, dense 16-64-32-32-5",
  mnist: "digits, dense 196-56-64-32-10",
};

export const projects = [
  ...Object.entries(studies).flatMap(([folder, network]) =>
    ["DSP", "LUT"].flatMap((unit) =>
      [1, 2, 100].map((reuse) =>
        project(study, `HLS_MLPs/${folder}/hls4ml_prj/${unit}_reuse${reuse}`, network, `${unit}, reuse ${reuse}`),
      ),
    ),
  ),
  project("Hector-Plata/hls4ml-tutorial", "model_1/hls4ml_prj", "jet tagger, 16 bits (tutorial A)", "reuse 1"),
  project("Hector-Plata/hls4ml-tutorial", "model_1/hls4ml_prj_2", "jet tagger, 16 bits (tutorial A)", "reuse 2"),
  project("Hector-Plata/hls4ml-tutorial", "model_3/hls4ml_prj", "jet tagger, 6 bits, pruned (tutorial)", "U250"),
  project("Hector-Plata/hls4ml-tutorial", "model_3/hls4ml_prj_pynq", "jet tagger, 6 bits, pruned (tutorial)", "Z020"),
  project("nrp-nautilus/6nrp-hls4ml", "model_1/hls4ml_prj", "jet tagger, 16 bits (tutorial B)", "reuse 1"),
  project("astitwlathe/example-hls4ml", "my-hls-test", "jet tagger, 16 bits (example model)", "reuse 1"),
  project("Thifjj/Iris_hls4ml_pynqZ2", "projeto_iris_hls_ip_axi", "iris, dense 4-8-8-3", "reuse 1"),
  project("baranyusuf/fpga-vs-cpu-mlp-power-performance-benchmark", "hls_project", "regression, wide sums", "reuse 16"),
  project(
    "nicologhielmetti/hls4ml-pynq",
    "dma_test_pynq_ap_fixed/cpp_nn_v2",
    "jet tagger, 7 bits, resource strategy",
    "reuse 64",
  ),
  project("Brainz22/L1JetTagger", "hls4ml_prj", "displaced jets, point-wise convolutions", "dataflow"),
];

/** Designs whose networks cannot be described here, but whose HLS estimate and logic synthesis are both known. */
export const pairs = [
  ["Berk-Bilgin/ML-fpga", "model_1/hls4ml_prj"],
  ["Berk-Bilgin/ML-fpga", "model_2/hls4ml_prj"],
  ["Berk-Bilgin/ML-fpga", "model_3/hls4ml_prj"],
  ["astitwlathe/example-hls4ml", "my-hls-test"],
  ["baranyusuf/fpga-vs-cpu-mlp-power-performance-benchmark", "hls_project"],
  ["fastmachinelearning/hls4ml-tutorial", "pruned_cnn"],
  ["fastmachinelearning/hls4ml-tutorial", "quantized_pruned_cnn"],
  ["fastmachinelearning/hls4ml", "test/pytest/test_report/Vivado"],
  ["pominiq/DNNonSilicon", "Folder_2_HLS4ML_Vivado_HLS/models/hls4ml_prj"],
  ["seanlipps/ECE226_CoDesign", "model_1/hls4ml_prj"],
  ["uw-acme/HLS4ML_VS_MANUAL", "documents/Benchmarks/RNN/ftag/hls/ftag_gru_hls4ml_prj"],
  ["uw-acme/HLS4ML_VS_MANUAL", "documents/Benchmarks/RNN/quickdraw/hls/quickdraw_gru_hls4ml_prj"],
  ["uw-acme/HLS4ML_VS_MANUAL", "documents/Benchmarks/RNN/toptagging/hls/toptagging_gru_hls4ml_prj"],
];

/** What was found and is not used, with the reason. */
export const excluded = [
  [
    `${study}: HLS_MLPs/jet_tagging/hls4ml_prj/LUT_reuse1`,
    "its report is that of DSP_reuse1, with 814 DSP blocks where the script forbids them",
  ],
  [
    "nicologhielmetti/hls4ml-pynq: dma_test_pynq_float/cpp_nn_v2",
    "the network and the plan of dma_test_pynq_ap_fixed/cpp_nn_v2 once more, with another port",
  ],
  [
    "calwilee/hls4ml-automated-testing: 0/proj_14-6_rf_1_pf_4_InH8_InW8",
    "a parallelisation factor computes one pixel in four at a time, which plans do not express",
  ],
  ["Lrozzy/hls4ml-tutorial: model_3.1/hls4ml_prj", "HGQ's kernel h_quantize is not read by the importer of projects"],
  [
    "Berk-Bilgin/ML-fpga, ChiRuiChen/AutoEncoder_hls4ml, YanLunHuang/conv2d_test, pominiq/DNNonSilicon, seanlipps/ECE226_CoDesign, fastmachinelearning/hls4ml-live-demo, uw-acme/HLS4ML_-NeutDetector",
    "streams and convolutions of releases whose kernels are not read; HLS estimate and synthesis are used as pairs where both are there",
  ],
  ["uw-acme/HLS4ML_VS_MANUAL: RNN", "recurrent kernels of a fork; HLS estimate and synthesis are used as pairs"],
  ["filipemlins/nas-hls4ml: model_multistart/0", "kernels of 2018 that no release has"],
];
