// Runs net on the events of tb_data/inputs.dat.
// Stops with exit code 1 at the first raw integer that differs from tb_data/expected.dat.

#include "net_arrays.h"
#include "testbench/event_file.h"

struct event_ports {
    x_t x[50];
    y_t y[8];
    first_t first[50];
};

static int test() {
    testbench::event_file inputs("tb_data/inputs.dat");
    testbench::event_file expected("tb_data/expected.dat");
    if (!inputs.is_open() || !expected.is_open()) return 1;

    static event_ports ports;
    unsigned long events = 0;
    while (inputs.next_event()) {
        if (!expected.next_event()) {
            std::cerr << "FAIL: tb_data/expected.dat ends before event " << events << std::endl;
            return 1;
        }
        if (!inputs.read("x", ports.x, 50)) return 1;
        if (!inputs.ends()) return 1;

        net_on_arrays(ports.x, ports.y, ports.first);

        if (!expected.matches("y", ports.y, 8)) return 1;
        if (!expected.matches("first", ports.first, 50)) return 1;
        if (!expected.ends()) return 1;
        events++;
    }
    if (expected.next_event()) {
        std::cerr << "FAIL: tb_data/inputs.dat ends before event " << events << std::endl;
        return 1;
    }
    if (events == 0) {
        std::cerr << "FAIL: tb_data/inputs.dat holds no events" << std::endl;
        return 1;
    }
    std::cout << "PASS: " << events << " events, every output equal" << std::endl;
    return 0;
}

int main() { return test(); }
