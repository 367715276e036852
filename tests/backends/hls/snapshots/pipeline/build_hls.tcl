# Builds small_dense with Vitis HLS:
#
#   vitis_hls -f build_hls.tcl
#
# Steps are csim, csynth, cosim and export. They come from the environment variable HLS_STEPS ("csim csynth cosim"), or
# else from the next line. C simulation and co-simulation fail at the first raw integer that differs from
# tb_data/expected.dat.
set steps {csim csynth}
if {[info exists ::env(HLS_STEPS)]} { set steps $::env(HLS_STEPS) }
foreach step $steps {
    if {[lsearch -exact {csim csynth cosim export} $step] < 0} {
        puts stderr "unknown step $step: steps are csim, csynth, cosim and export"
        exit 2
    }
}

open_project -reset small_dense_hls
set_top small_dense
add_files firmware/small_dense.cpp -cflags "-std=c++14"
add_files -tb small_dense_test.cpp -cflags "-std=c++14"
add_files -tb tb_data
open_solution -reset -flow_target vivado solution1
set_part xcvu13p-flga2577-2-e
create_clock -period 5 -name default
set_clock_uncertainty 12.5%

if {[lsearch -exact $steps csim] >= 0} { csim_design }
if {[lsearch -exact $steps csynth] >= 0} { csynth_design }
if {[lsearch -exact $steps cosim] >= 0} { cosim_design -rtl verilog }
if {[lsearch -exact $steps export] >= 0} { export_design -format ip_catalog }
exit
