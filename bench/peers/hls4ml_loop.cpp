// hls4ml's generated function in a loop over events that are in memory in its own types: no Python, no conversions.
//
// Compiled beside the project's own sources, with its own flags: HEADER, TOP, INPUT, INPUT_SIZE, OUTPUT, OUTPUT_SIZE.
#include HEADER
#include <chrono>
#include <cstddef>
#include <vector>

namespace {

struct event {
    INPUT x[INPUT_SIZE];
    OUTPUT y[OUTPUT_SIZE];
};

std::vector<event> events;

} // namespace

extern "C" void load_events(const double *values, size_t count) {
    events.assign(count, event());
    for (event &each : events) {
        for (INPUT &element : each.x) element = *values++;
    }
}

// Nanoseconds of some passes over the first `count` events.
extern "C" double run_events(size_t count, size_t passes) {
    const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    for (size_t pass = 0; pass < passes; pass++) {
        for (size_t index = 0; index < count; index++) TOP(events[index].x, events[index].y);
    }
    const std::chrono::duration<double, std::nano> duration = std::chrono::steady_clock::now() - begin;
    return duration.count();
}

extern "C" void store_results(double *values) {
    for (const event &each : events) {
        for (const OUTPUT &element : each.y) *values++ = element.to_double();
    }
}
