// Runs small_dense on many events, from standard input to standard output; see testbench/runner.h.

#include "firmware/small_dense.h"
#include "testbench/runner.h"

struct event_ports {
    x_t x[4];
    y_t y[2];

    bool read() {
        return testbench::read_elements(x, 4);
    }
    void run() { small_dense(x, y); }
    void write() const {
        testbench::write_elements(y, 2);
    }
};

int main(int count, char *words[]) { return testbench::run<event_ports>(count, words); }
