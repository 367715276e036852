// Reports in the forms that tools write, with numbers of nobody's design.

/** csynth of one function, as Vitis HLS writes it. */
export const csynthText = `

================================================================
== Vitis HLS Report for 'toy'
================================================================
* Date:           Tue Jan  2 03:04:05 2024

* Version:        2023.1 (Build 1 on Mon Jan  1 00:00:00 MDT 2023)
* Project:        toy_hls
* Solution:       solution1 (Vivado IP Flow Target)
* Product family: virtexuplus
* Target device:  xcvu13p-flga2577-2-e


================================================================
== Performance Estimates
================================================================
+ Timing: 
    * Summary: 
    +--------+---------+----------+------------+
    |  Clock |  Target | Estimated| Uncertainty|
    +--------+---------+----------+------------+
    |ap_clk  |  2.78 ns|  2.011 ns|     0.35 ns|
    +--------+---------+----------+------------+

+ Latency: 
    * Summary: 
    +---------+---------+-----------+-----------+-----+-----+---------+
    |  Latency (cycles) |  Latency (absolute)   |  Interval | Pipeline|
    |   min   |   max   |    min    |    max    | min | max |   Type  |
    +---------+---------+-----------+-----------+-----+-----+---------+
    |       17|       19|  47.26 ns |  52.82 ns |    1|    2|      yes|
    +---------+---------+-----------+-----------+-----+-----+---------+

================================================================
== Utilization Estimates
================================================================
* Summary: 
+---------------------+---------+-------+---------+---------+-----+
|         Name        | BRAM_18K|  DSP  |    FF   |   LUT   | URAM|
+---------------------+---------+-------+---------+---------+-----+
|Expression           |        -|      -|        0|     1234|    -|
|Register             |        -|      -|      456|        -|    -|
+---------------------+---------+-------+---------+---------+-----+
|Total                |        4|     12|      456|     1234|    0|
+---------------------+---------+-------+---------+---------+-----+
|Available SLR        |     1344|   3072|   864000|   432000|  320|
+---------------------+---------+-------+---------+---------+-----+
|Available            |     5376|  12288|  3456000|  1728000| 1280|
+---------------------+---------+-------+---------+---------+-----+
`;

/** csynth of a whole design, as Vitis HLS writes it. */
export const summaryText = `
================================================================
== Synthesis Summary Report of 'toy'
================================================================
+ General Information: 
    * Version:        2023.1 (Build 1 on Mon Jan  1 00:00:00 MDT 2023)
    * Target device:  xcvu13p-flga2577-2-e

+ Performance & Resource Estimates: 
    
    PS: '+' for module; 'o' for loop; '*' for dataflow
    +------------------+------+------+---------+--------+----------+---------+------+----------+---------+---------+-----------+-------------+-----+
    |      Modules     | Issue|      | Latency | Latency| Iteration|         | Trip |          |         |         |           |             |     |
    |      & Loops     | Type | Slack| (cycles)|  (ns)  |  Latency | Interval| Count| Pipelined|  BRAM   |   DSP   |     FF    |     LUT     | URAM|
    +------------------+------+------+---------+--------+----------+---------+------+----------+---------+---------+-----------+-------------+-----+
    |+ toy*            |     -|  0.01|       19|  52.820|         -|       65|     -|  dataflow|  4 (~0%)|  12 (1%)|  456 (~0%)|  1,234 (~0%)|    -|
    | + compute_fc1    |     -|  0.17|       10|  27.800|         -|       65|     -|        no|        -|   8 (1%)|  300 (~0%)|   800 (~0%) |    -|
    |  o step          |     -|  2.00|        8|  22.240|         1|        1|     8|       yes|        -|        -|          -|            -|    -|
    | + compute_relu1  |     -|  2.68|        0|   0.000|         -|        1|     -|       yes|        -|        -|          -|   100 (~0%) |    -|
    +------------------+------+------+---------+--------+----------+---------+------+----------+---------+---------+-----------+-------------+-----+
`;

/** csynth in XML, with modules, as Vitis HLS writes it. */
export const csynthXml = `<profile>
<ReportVersion><Version>2023.1</Version></ReportVersion>
<UserAssignments><unit>ns</unit><Part>xcvu13p-flga2577-2-e</Part><TopModelName>toy</TopModelName>
<TargetClockPeriod>2.78</TargetClockPeriod><ClockUncertainty>0.35</ClockUncertainty></UserAssignments>
<PerformanceEstimates><PipelineType>yes</PipelineType>
<SummaryOfTimingAnalysis><unit>ns</unit><EstimatedClockPeriod>2.011</EstimatedClockPeriod></SummaryOfTimingAnalysis>
<SummaryOfOverallLatency><unit>clock cycles</unit><Best-caseLatency>17</Best-caseLatency><Worst-caseLatency>19</Worst-caseLatency>
<Interval-min>1</Interval-min><Interval-max>2</Interval-max></SummaryOfOverallLatency></PerformanceEstimates>
<AreaEstimates><Resources><BRAM_18K>4</BRAM_18K><DSP>12</DSP><FF>456</FF><LUT>1234</LUT><URAM>0</URAM></Resources>
<AvailableResources><BRAM_18K>5376</BRAM_18K><DSP>12288</DSP><FF>3456000</FF><LUT>1728000</LUT><URAM>1280</URAM></AvailableResources></AreaEstimates>
<InterfaceSummary><RtlPorts><name>ap_clk</name><Bits>1</Bits></RtlPorts></InterfaceSummary>
<ModuleInformation><Module><Name>compute_fc1</Name><PerformanceEstimates><SummaryOfOverallLatency>
<Best-caseLatency>10</Best-caseLatency><Worst-caseLatency>10</Worst-caseLatency><PipelineInitiationInterval>1</PipelineInitiationInterval>
</SummaryOfOverallLatency></PerformanceEstimates><AreaEstimates><Resources><DSP>8</DSP><UTIL_DSP>~0</UTIL_DSP><FF>300</FF><LUT>800</LUT></Resources></AreaEstimates>
<BindNodes><BindNode BINDTYPE="op" SOURCE="a &lt; b" VARIABLE='x'/></BindNodes></Module></ModuleInformation>
</profile>
`;

const vivadoHead = (command: string, state: string): string => `Copyright 1986-2023 Xilinx, Inc. All Rights Reserved.
---------------------------------------------------------------------------------------------
| Tool Version : Vivado v.2023.1 (lin64) Build 1 Mon Jan  1 00:00:00 MDT 2023
| Command      : ${command}
| Design       : toy
| Device       : xcvu13p-flga2577-2-e
| Design State : ${state}
---------------------------------------------------------------------------------------------
`;

/** Utilisation after logic synthesis, as Vivado writes it. */
export const utilisationText = `${vivadoHead("report_utilization -file vivado_synth.rpt", "Synthesized")}
1. CLB Logic
------------

+-------------------------+------+-------+------------+-----------+-------+
|        Site Type        | Used | Fixed | Prohibited | Available | Util% |
+-------------------------+------+-------+------------+-----------+-------+
| CLB LUTs*               |  617 |     0 |          0 |   1728000 |  0.04 |
|   LUT as Logic          |  617 |     0 |          0 |   1728000 |  0.04 |
| CLB Registers           |  400 |     0 |          0 |   3456000 |  0.01 |
+-------------------------+------+-------+------------+-----------+-------+

2. BLOCKRAM
-----------
| Block RAM Tile    |  1.5 |     0 |          0 |      2688 |  0.06 |
|   RAMB18          |    3 |     0 |          0 |      5376 |  0.06 |
| URAM              |    0 |     0 |          0 |      1280 |  0.00 |

3. ARITHMETIC
-------------
| DSPs              |   11 |     0 |          0 |     12288 |  0.09 |
|   DSP48E2 only    |   11 |       |            |           |       |
`;

/** A summary of timing after routing, as Vivado writes it. */
export const timingText = `${vivadoHead("report_timing_summary -file timing.rpt", "Routed")}
------------------------------------------------------------------------------------------------
| Design Timing Summary
| ---------------------
------------------------------------------------------------------------------------------------

    WNS(ns)      TNS(ns)  TNS Failing Endpoints  TNS Total Endpoints      WHS(ns)
    -------      -------  ---------------------  -------------------      -------
      0.123        0.000                      0                 1000        0.010

------------------------------------------------------------------------------------------------
| Clock Summary
------------------------------------------------------------------------------------------------

Clock   Waveform(ns)       Period(ns)      Frequency(MHz)
-----   ------------       ----------      --------------
ap_clk  {0.000 1.390}      2.780           359.712
`;

/** The worst path after synthesis, as Vivado writes it. */
export const pathText = `${vivadoHead("report_timing -file timing.rpt", "Synthesized")}
Timing Report

Slack (VIOLATED) :        -0.220ns  (required time - arrival time)
  Requirement:            2.780ns  (ap_clk rise@2.780ns - ap_clk rise@0.000ns)
`;

/** What an export from HLS leaves. */
export const exportText = `

Implementation tool: Xilinx Vivado v.2023.1
Project:             toy_hls
Device target:       xcvu13p-flga2577-2-e

#=== Post-Implementation Resource usage ===
CLB:            100
LUT:            600
FF:             390
DSP:             11
BRAM:             3
URAM:             0
#=== Final timing ===
CP required:    2.780
CP achieved post-synthesis:    1.900
CP achieved post-implementation:    2.500
Timing met
`;

/** What hls4ml's build() returns. */
export const hls4mlJson = JSON.stringify({
  CSimResults: [["1"]],
  CSynthesisReport: {
    TargetClockPeriod: "2.78",
    EstimatedClockPeriod: "2.011",
    BestLatency: "17",
    WorstLatency: "19",
    IntervalMin: "1",
    IntervalMax: "2",
    BRAM_18K: "4",
    DSP: "12",
    FF: "456",
    LUT: "1234",
    URAM: "0",
    AvailableLUT: "1728000",
  },
  VivadoSynthReport: { LUT: "617", FF: "400", BRAM_18K: "1.5", URAM: "0", DSP48E: "11" },
});

/** What `da4ml report` writes. */
export const da4mlJson = JSON.stringify([
  {
    flavor: "verilog",
    part_name: "xcvu13p-flga2577-2-e",
    clock_period: 2.78,
    actual_period: 2.5,
    latency: 6,
    cost: 700,
    LUT: 600,
    FF: 390,
    DSP: 0,
    "Block RAM Tile": 0,
    URAM: 0,
  },
]);
