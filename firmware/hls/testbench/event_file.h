#ifndef TRIGFORGE_TESTBENCH_EVENT_FILE_H
#define TRIGFORGE_TESTBENCH_EVENT_FILE_H

#include "raw.h"
#include <fstream>
#include <iostream>
#include <sstream>

namespace testbench {

// A text file of events: one line an event, the raw integers of all ports in order, separated by spaces.
class event_file {
  public:
    explicit event_file(const std::string &path) : path(path), file(path.c_str()), line_number(0) {}

    bool is_open() {
        if (!file.is_open()) std::cerr << path << ": cannot be read" << std::endl;
        return file.is_open();
    }

    // Goes to the next event. False at the end of the file.
    bool next_event() {
        std::string text;
        if (!std::getline(file, text)) return false;
        line_number++;
        line.clear();
        line.str(text);
        return true;
    }

    // Reads the elements of one port. False, after a message, when they are not there.
    template <class number_t> bool read(const char *port, number_t elements[], unsigned length) {
        for (unsigned element = 0; element < length; element++) {
            std::string text;
            if (!(line >> text)) return complain(port, element, "is missing");
            if (!from_decimal(text, elements[element])) {
                return complain(port, element, text + " is no raw integer of its type");
            }
        }
        return true;
    }

    // Compares the elements of one port with the file. False, after a message, at the first difference.
    template <class number_t> bool matches(const char *port, const number_t found[], unsigned length) {
        for (unsigned element = 0; element < length; element++) {
            number_t expected;
            if (!read(port, &expected, 1)) return false;
            if (to_words(expected) == to_words(found[element])) continue;
            std::cerr << "FAIL: event " << line_number - 1 << ", port " << port << ", element " << element
                      << ": expected " << to_decimal(expected) << ", found " << to_decimal(found[element]) << std::endl;
            return false;
        }
        return true;
    }

    // Whether the event has no further numbers. False, after a message, when it has.
    bool ends() {
        std::string text;
        if (!(line >> text)) return true;
        std::cerr << path << ":" << line_number << ": more numbers than the ports have elements" << std::endl;
        return false;
    }

  private:
    bool complain(const char *port, unsigned element, const std::string &what) {
        std::cerr << path << ":" << line_number << ": port " << port << ", element " << element << ": " << what
                  << std::endl;
        return false;
    }

    std::string path;
    std::ifstream file;
    std::istringstream line;
    unsigned long line_number;
};

} // namespace testbench

#endif
