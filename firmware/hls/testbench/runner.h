#ifndef TRIGFORGE_TESTBENCH_RUNNER_H
#define TRIGFORGE_TESTBENCH_RUNNER_H

#include "raw.h"
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// Runs many events from standard input: each element as little-endian 64-bit words, sign-extended, the lowest first.

namespace testbench {

// Reads one element. False at the end of the input.
template <class number_t> bool read_element(number_t &number) {
    const unsigned count = word_count<number_t>();
    std::vector<word_t> words(count, 0);
    for (unsigned index = 0; index < count; index++) {
        unsigned char bytes[8];
        if (std::fread(bytes, 1, 8, stdin) != 8) return false;
        for (unsigned byte = 0; byte < 8; byte++) words[index] |= word_t(bytes[byte]) << 8 * byte;
    }
    number = from_words<number_t>(words.data());
    return true;
}

template <class number_t> bool read_elements(number_t elements[], unsigned length) {
    for (unsigned element = 0; element < length; element++) {
        if (!read_element(elements[element])) return false;
    }
    return true;
}

template <class number_t> void write_elements(const number_t elements[], unsigned length) {
    for (unsigned element = 0; element < length; element++) {
        for (const word_t word : to_words(elements[element])) {
            unsigned char bytes[8];
            for (unsigned byte = 0; byte < 8; byte++) bytes[byte] = static_cast<unsigned char>(word >> 8 * byte);
            std::fwrite(bytes, 1, 8, stdout);
        }
    }
}

// The runner's main function.
//
// ports: read() fills the input ports from standard input and is false at its end, run() calls the network, and write()
// writes the output ports to standard output.
//
//   run              events in, outputs out
//   run --time N     events in, N passes over them, nanoseconds an event out
template <class ports> int run(int count, char *words[]) {
    const bool timed = count == 3 && std::strcmp(words[1], "--time") == 0;
    if (count != 1 && !timed) {
        std::fprintf(stderr, "usage: %s [--time PASSES] < inputs > outputs\n", words[0]);
        return 2;
    }
    std::vector<ports> events;
    ports event;
    while (event.read()) {
        if (timed) {
            events.push_back(event);
        } else {
            event.run();
            event.write();
        }
    }
    if (!timed) return 0;
    const long passes = std::atol(words[2]);
    if (passes < 1 || events.empty()) {
        std::fprintf(stderr, "%s: nothing to time\n", words[0]);
        return 2;
    }
    const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    for (long pass = 0; pass < passes; pass++) {
        for (ports &each : events) each.run();
    }
    const std::chrono::duration<double, std::nano> duration = std::chrono::steady_clock::now() - begin;
    std::printf("%.3f ns/event (%ld passes over %lu events)\n", duration.count() / passes / events.size(), passes,
                static_cast<unsigned long>(events.size()));
    return 0;
}

} // namespace testbench

#endif
